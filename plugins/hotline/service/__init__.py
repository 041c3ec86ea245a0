"""Use cases of the hotline: topics and seats, the queue, calls, work orders, follow-up, published answers."""

from __future__ import annotations
