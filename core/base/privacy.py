"""Personal data at rest: a keyed digest to look up by, a sealed value to show (AES-GCM). PI-01, PI-03."""

from __future__ import annotations

import base64
import hmac
import os
import re
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import g, has_request_context

from core.base import keyring
from core.base.errors import DomainError, Invalid
from core.base.registry import settings


class _Keys:
    """The keys as this request has seen them: a booking asks for them thirty times."""

    __slots__ = ("_ciphers", "_house", "_settings", "current", "digesting")

    def __init__(self) -> None:
        self._settings = settings()
        ring = keyring.load(self._settings)
        self.current = ring.current
        #: for digests, the current one first
        self.digesting = [keyring.personal_key(self._settings, key_id, "digest") for key_id in ring.live]
        self._house: dict[str, bytes] = {}
        self._ciphers: dict[str, AESGCM] = {}

    def house(self, purpose: str) -> bytes:
        key = self._house.get(purpose)
        if key is None:
            key = self._house[purpose] = keyring.house_key(self._settings, purpose)
        return key

    def cipher(self, key_id: str) -> AESGCM:
        """Raises KeyError for a key that was retired or never was."""
        made = self._ciphers.get(key_id)
        if made is None:
            made = self._ciphers[key_id] = _cipher(keyring.personal_key(self._settings, key_id, "seal"))
        return made


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def _keys() -> _Keys:
    if not has_request_context():
        return _Keys()
    found: _Keys | None = g.get(keyring.TOOLS)
    if found is None:
        found = _Keys()
        setattr(g, keyring.TOOLS, found)
    return found


def derived_key(purpose: str) -> bytes:
    """32 bytes for one purpose of the house (cookies, links, audit); personal data has keys of its own."""
    return _keys().house(purpose)


def digest(value: str) -> str:
    """Keyed digest (hex, 64) of a person's phone: equal values meet, nobody can guess back without the key.

    It changes when the keys are rotated; a job recomputes what is stored. For a random token use `token_digest`.
    """
    return hmac.digest(_keys().digesting[0], value.encode(), "sha256").hex()


def digest_candidates(value: str) -> list[str]:
    """The digest under every key in use, the current one first: what to look up while a rotation is under way."""
    return [hmac.digest(key, value.encode(), "sha256").hex() for key in _keys().digesting]


def older_digests(value: str) -> list[str]:
    """The digest under the other keys in use; none outside of a rotation."""
    return [hmac.digest(key, value.encode(), "sha256").hex() for key in _keys().digesting[1:]]


def token_digest(token: str) -> str:
    """Keyed digest (hex, 64) of a random secret (cookie, link, code). No rotation changes it: nothing could recompute it."""
    return hmac.digest(derived_key("digest"), token.encode(), "sha256").hex()


def seal(text: str) -> str:
    """Encrypt under the current key; the result, `<key id>.<base64>`, is text that fits a column."""
    keys = _keys()
    nonce = os.urandom(12)
    body = keys.cipher(keys.current).encrypt(nonce, text.encode(), b"")
    return f"{keys.current}.{base64.urlsafe_b64encode(nonce + body).decode()}"


def unseal(token: str) -> str:
    """Open what `seal` closed. Raises DomainError("seal_broken") when key or text don't fit."""
    key_id, _, body = token.partition(".")
    try:
        raw = base64.urlsafe_b64decode(body)
        return _keys().cipher(key_id).decrypt(raw[:12], raw[12:], b"").decode()
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
