"""The session's cookie and the token of forms: their signers made once, not several times a request."""

from __future__ import annotations

import hmac
from functools import lru_cache
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer
from werkzeug.http import dump_cookie


class _KeptSigner(TimestampSigner):
    """A signer that derives each of its keys once. It stands for one salt and one list of secrets."""

    _derived: dict[bytes, bytes]

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        secret = self.secret_keys[-1] if secret_key is None else secret_key
        secret = secret.encode() if isinstance(secret, str) else secret
        kept = self.__dict__.setdefault("_derived", {})
        found: bytes | None = kept.get(secret)
        if found is None:
            found = kept[secret] = super().derive_key(secret)
        return found


class _KeptSerializer(URLSafeTimedSerializer):
    """A serializer that keeps its one signer."""

    default_signer = _KeptSigner

    def make_signer(self, salt: str | bytes | None = None) -> Any:
        if salt is not None and salt != self.salt:
            return super().make_signer(salt)
        if "_signer" not in self.__dict__:
            self._signer = super().make_signer(salt)
        return self._signer


class HouseSessions(SecureCookieSessionInterface):
    """Flask's own signed cookies; the signer is kept as long as the keys stay the same."""

    def __init__(self) -> None:
        self._kept: tuple[Any, URLSafeTimedSerializer | None] = (None, None)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        keys = (app.secret_key, tuple(app.config["SECRET_KEY_FALLBACKS"] or ()))
        known, signer = self._kept
        if signer is None or known != keys:
            flasks = super().get_signing_serializer(app)
            signer = (
                _KeptSerializer(
                    flasks.secret_keys, salt=self.salt, serializer=self.serializer,
                    signer_kwargs={"key_derivation": self.key_derivation, "digest_method": self.digest_method},
                )
                if flasks is not None
                else None
            )  # fmt: skip
            self._kept = keys, signer
        return signer

    def cookie_lines(self, app: Flask, sessions: list[SessionMixin]) -> list[str]:
        """What `save_session` puts into Set-Cookie for each of several changed sessions of the same site; "" where a
        session is empty or lasts by another rule: ask `save_session` there."""
        signer = self.get_signing_serializer(app)
        usual = [bool(one) and not one.permanent for one in sessions]
        if signer is None or not any(usual):
            return [""] * len(sessions)
        head, tail = _around_value(
            self.get_cookie_name(app), self.get_cookie_domain(app), self.get_cookie_path(app),
            self.get_cookie_secure(app), self.get_cookie_httponly(app), self.get_cookie_samesite(app),
            self.get_cookie_partitioned(app),
        )  # fmt: skip
        return [
            f"{head}{signer.dumps(dict(one))}{tail}" if plain else ""
            for one, plain in zip(sessions, usual, strict=True)
        ]


@lru_cache(maxsize=8)
def _around_value(
    name: str,
    domain: str | None,
    path: str,
    secure: bool,
    httponly: bool,
    samesite: str | None,
    partitioned: bool,
) -> tuple[str, str]:
    """What stands before and after the value in the header of a cookie."""
    line = dump_cookie(
        name, "VALUE", domain=domain, path=path, secure=secure, httponly=httponly, samesite=samesite,
        partitioned=partitioned,
    )  # fmt: skip
    head, _value, tail = line.partition("VALUE")
    return head, tail


class FormTokens:
    """Whether a form's token belongs to a session, as Flask-WTF asks it (`WTF_CSRF_TIME_LIMIT` None: while it lives)."""

    def __init__(self, app: Flask) -> None:
        config = app.config
        self.name: str = config["WTF_CSRF_FIELD_NAME"]
        self.signer = _KeptSerializer(
            config.get("WTF_CSRF_SECRET_KEY") or app.secret_key or "", salt="wtf-csrf-token"
        )
        self.lasts: int | None = config["WTF_CSRF_TIME_LIMIT"]

    def fits(self, session: Any, token: str) -> bool:
        secret = session.get(self.name)
        if not secret or not token:
            return False
        try:
            told = self.signer.loads(token, max_age=self.lasts)
        except BadData:
            return False
        return isinstance(told, str) and hmac.compare_digest(secret, told)
