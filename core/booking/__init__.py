"""Places and bookings: sessions with a capacity, one booking per person, a ticket number and a manage link.

Whoever owns an event (an open day, a meeting) is named by `owner_kind` and `owner_id`: no plugin is known.
"""

from __future__ import annotations
