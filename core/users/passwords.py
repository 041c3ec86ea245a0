"""Passwords at rest: argon2id. Checking an unknown name costs what checking a known one costs."""

from __future__ import annotations

import secrets
import unicodedata
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

HASHER = PasswordHasher()


def hashed(password: str) -> str:
    """The argon2id hash with its own salt and costs."""
    return HASHER.hash(_same_form(password))


def fits(password_hash: str, password: str) -> bool:
    """Whether the password is right; "" stands for somebody unknown and takes just as long."""
    try:
        return HASHER.verify(password_hash or _nobodys_hash(), _same_form(password)) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def outdated(password_hash: str) -> bool:
    """Whether today's costs are higher than when it was made."""
    return HASHER.check_needs_rehash(password_hash)


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return HASHER.hash(secrets.token_urlsafe(24))


def _same_form(password: str) -> str:
    # One keyboard sends é as one sign, another as two.
    return unicodedata.normalize("NFC", password)
