"""Personal data at rest: a keyed digest to look up by, a sealed value to show (AES-GCM). PI-01, PI-03."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.base import keyring
from core.base.errors import DomainError, Invalid
from core.base.registry import settings


def derived_key(purpose: str) -> bytes:
    """32 bytes for one purpose of the house (cookies, links, audit); personal data has keys of its own."""
    return keyring.house_key(settings(), purpose)


def digest(value: str) -> str:
    """Keyed digest (hex, 64) of a person's phone: equal values meet, nobody can guess back without the key.

    It changes when the keys are rotated; a job recomputes what is stored. For a random token use `token_digest`.
    """
    return _personal_digest(keyring.load(settings()).current, value)


def digest_candidates(value: str) -> list[str]:
    """The digest under every key in use, the current one first: what to look up while a rotation is under way."""
    return [_personal_digest(key_id, value) for key_id in keyring.load(settings()).live]


def _personal_digest(key_id: str, value: str) -> str:
    key = keyring.personal_key(settings(), key_id, "digest")
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def token_digest(token: str) -> str:
    """Keyed digest (hex, 64) of a random secret (cookie, link, code). No rotation changes it: nothing could recompute it."""
    return hmac.new(derived_key("digest"), token.encode(), hashlib.sha256).hexdigest()


def seal(text: str) -> str:
    """Encrypt under the current key; the result, `<key id>.<base64>`, is text that fits a column."""
    key_id = keyring.load(settings()).current
    nonce = os.urandom(12)
    body = AESGCM(keyring.personal_key(settings(), key_id, "seal")).encrypt(nonce, text.encode(), b"")
    return f"{key_id}.{base64.urlsafe_b64encode(nonce + body).decode()}"


def unseal(token: str) -> str:
    """Open what `seal` closed. Raises DomainError("seal_broken") when key or text don't fit."""
    key_id, _, body = token.partition(".")
    try:
        raw = base64.urlsafe_b64decode(body)
        key = keyring.personal_key(settings(), key_id, "seal")
        return AESGCM(key).decrypt(raw[:12], raw[12:], b"").decode()
    except (InvalidTag, ValueError, KeyError) as problem:
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
