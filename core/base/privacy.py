"""Personal data at rest: a keyed digest to look up by, a sealed value to show (AES-GCM). PI-01, PI-03."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.base.config import master_key
from core.base.errors import DomainError, Invalid
from core.base.registry import settings


@lru_cache(maxsize=32)
def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=b"yangguang", info=purpose.encode()).derive(master)


def derived_key(purpose: str) -> bytes:
    """32 bytes for one purpose, from the instance's master key."""
    return _derive(master_key(settings()), purpose)


def digest(value: str) -> str:
    """Keyed digest (hex, 64) of a phone number or token: equal values meet, nobody can guess back without the key."""
    return hmac.new(derived_key("digest"), value.encode(), hashlib.sha256).hexdigest()


def seal(text: str) -> str:
    """Encrypt; the result is text that fits a column."""
    nonce = os.urandom(12)
    return (
        "1."
        + base64.urlsafe_b64encode(
            nonce + AESGCM(derived_key("seal")).encrypt(nonce, text.encode(), b"")
        ).decode()
    )


def unseal(token: str) -> str:
    """Open what `seal` closed. Raises DomainError("seal_broken") when key or text don't fit."""
    version, _, body = token.partition(".")
    try:
        raw = base64.urlsafe_b64decode(body)
        if version != "1":
            raise ValueError(version)
        return AESGCM(derived_key("seal")).decrypt(raw[:12], raw[12:], b"").decode()
    except (InvalidTag, ValueError) as problem:
        raise DomainError("seal_broken") from problem


_MOBILE = re.compile(r"1[3-9]\d{9}")


def normalise_phone(text: str) -> str:
    """A mainland mobile number as 11 digits, whatever blanks, dashes, +86 or full-width digits it was typed with.

    Raises Invalid("phone_shape").
    """
    plain = text.translate(str.maketrans("０１２３４５６７８９＋－　", "0123456789+- "))
    plain = re.sub(r"[\s\-()（）]", "", plain)
    plain = re.sub(r"^(\+86|0086|86(?=1[3-9]\d{9}$))", "", plain)
    if not _MOBILE.fullmatch(plain):
        raise Invalid("phone_shape", field="phone")
    return plain


def mask_phone(phone: str) -> str:
    """138****2046: enough for its owner to know it, not for others to call it."""
    return f"{phone[:3]}****{phone[-4:]}"
