"""How pages show bundles, orders and findings: in words, with the shape of their state."""

from __future__ import annotations

from typing import Any

from core.base.access import Actor
from core.publishing.archive import bundles, messages, pdf
from core.publishing.archive.contracts import Finding, OrderView


def bundle_rows(document_id: int, *, actor: Actor) -> list[dict[str, Any]]:
    """A document's bundles for the section of its page, newest first: view, (shape, words) of its state, occasion."""
    return [
        {
            "view": view,
            "state": messages.STATES[view.state],
            "occasion": messages.OCCASIONS.get(view.occasion, view.occasion),
        }
        for view in bundles.bundle_views(document_id, actor=actor)
    ]


def told(finding: Finding) -> dict[str, str]:
    """A finding in words."""
    return {"what": str(messages.FINDINGS[finding.code]), "file": finding.file, "entry": finding.entry}


def order_row(order: OrderView | None) -> dict[str, Any] | None:
    """An order with what went wrong, in words."""
    return {"view": order, "fault": fault_of(order)} if order is not None else None


def fault_of(order: OrderView) -> str:
    """Why an order failed and what to do; "" for one that didn't."""
    if not order.fault:
        return ""
    return _filled(order.fault if order.fault in messages.FAULTS else "unexpected")


def lack() -> str:
    """What this machine lacks for PDFs, in words; "" when nothing."""
    missing = pdf.missing()
    return _filled(missing[0]) if missing else ""


def _filled(code: str) -> str:
    words = str(messages.FAULTS[code])
    packages = " ".join(pdf.PANGO if code == "pdf_needs_pango" else pdf.FONT)
    return words % {"packages": packages} if "%(packages)s" in words else words
