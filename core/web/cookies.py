"""The session's cookie and the token of forms: their signers made once, not several times a request."""

from __future__ import annotations

import hmac
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadData, URLSafeTimedSerializer


class HouseSessions(SecureCookieSessionInterface):
    """Flask's own signed cookies; the signer is kept as long as the keys stay the same."""

    def __init__(self) -> None:
        self._kept: tuple[Any, URLSafeTimedSerializer | None] = (None, None)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        keys = (app.secret_key, tuple(app.config["SECRET_KEY_FALLBACKS"] or ()))
        known, signer = self._kept
        if signer is None or known != keys:
            signer = super().get_signing_serializer(app)
            self._kept = keys, signer
        return signer


class FormTokens:
    """Whether a form's token belongs to a session, as Flask-WTF asks it (`WTF_CSRF_TIME_LIMIT` None: while it lives)."""

    def __init__(self, app: Flask) -> None:
        config = app.config
        self.name: str = config["WTF_CSRF_FIELD_NAME"]
        self.signer = URLSafeTimedSerializer(
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
