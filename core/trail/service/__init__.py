"""What the trail room does for others: `from core.trail import service`."""

from __future__ import annotations

from core.trail.service import counter as counter
from core.trail.service.keys import due as keys_due
from core.trail.service.keys import reseal as reseal
from core.trail.service.keys import retire_key as retire_key
from core.trail.service.keys import rotate_keys as rotate_keys
from core.trail.service.keys import standing as keys_standing
from core.trail.service.purge import Outcome as Outcome
from core.trail.service.purge import plan_purge as plan_purge
from core.trail.service.purge import purge_due as purge_due
from core.trail.service.reading import Line as Line
from core.trail.service.reading import Page as Page
from core.trail.service.reading import export_lines as export_lines
from core.trail.service.reading import groups as groups
from core.trail.service.reading import read_trail as read_trail
from core.trail.service.reading import see_of as see_of

__all__ = [
    "Line", "Outcome", "Page", "export_lines", "groups", "keys_due", "keys_standing", "plan_purge", "purge_due",
    "read_trail", "reseal", "retire_key", "rotate_keys", "see_of",
]  # fmt: skip
