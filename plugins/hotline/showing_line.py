"""What others see of the line: what an audit entry is about, menu entries."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from core.api import Actor, Subject


def waiter_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """Callers by number: never whose."""
    return {waiter_id: Subject(_("排队 %(number)s", number=waiter_id)) for waiter_id in ids}
