"""The chain's permissions, one for each step, and the role words of the pack beside them."""

from __future__ import annotations

SUBMIT = "publishing.submit"
VIEW = "publishing.view"
PAPER = "publishing.record_paper"
PORTAL = "publishing.record_portal"
#: step → the permission that its signer holds for the document's department
STEP_PERMISSION = {
    "draft": SUBMIT,
    "first_review": "publishing.first_review",
    "secrecy_review": "publishing.secrecy_review",
    "approval": "publishing.approve",
    "publish": "publishing.publish",
}
