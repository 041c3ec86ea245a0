"""Pure decisions of the hotline: snapshots in, verdicts out, standard library only."""

from __future__ import annotations
