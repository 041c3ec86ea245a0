"""A city whose staff sign in, and messages in the outbox. Nothing leaves the house here."""

from __future__ import annotations

from tests.web.users.conftest import city as city
