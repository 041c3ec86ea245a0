"""What owners of places share of their pages and messages (core.api.booking_pages)."""

from __future__ import annotations

from core.booking.holder_pages import STATES as STATES
from core.booking.holder_pages import HolderPages as HolderPages
from core.booking.holder_pages import exported as exported
from core.booking.proving import CodeForm as CodeForm
from core.booking.proving import FindForm as FindForm
from core.booking.proving import prove as prove
from core.booking.qr import qr_of as qr_of
from core.booking.telling import FIRST as FIRST
from core.booking.telling import fact_of as fact_of
from core.booking.telling import keep_consents as keep_consents
from core.booking.telling import languages as languages
from core.booking.telling import manage_url as manage_url
from core.booking.telling import queue as queue
from core.booking.telling import reached as reached
from core.booking.visitor import Drafts as Drafts
from core.booking.visitor import proven_phone as proven_phone
