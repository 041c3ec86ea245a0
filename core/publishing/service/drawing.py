"""The chain as the `chain` macro draws it."""

from __future__ import annotations

from typing import Any

from core.publishing.contracts import DocumentView
from core.publishing.messages import STEP_NAMES


def chain_steps(view: DocumentView) -> list[dict[str, Any]]:
    """Steps for staff, with names and times: code, name, state, who, when, way, scan_id."""
    return [
        {
            "code": step.code,
            "name": STEP_NAMES[step.code],
            "state": step.state,
            "who": step.who,
            "when": step.signed_on if step.way == "paper" else step.at,
            "way": step.way,
            "scan_id": step.scan_id,
        }
        for step in view.steps
    ]

