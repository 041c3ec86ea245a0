"""The chain's permissions. Which role signs a step is a value of the pack; each role has one permission that lets it sign."""

from __future__ import annotations

SUBMIT = "publishing.submit"
VIEW = "publishing.view"
PAPER = "publishing.record_paper"
PORTAL = "publishing.record_portal"
#: role of the pack → the permission with which it signs, whatever steps the pack gives it
ROLE_PERMISSION = {
    "editor": SUBMIT,
    "reviewer": "publishing.first_review",
    "secrecy_reviewer": "publishing.secrecy_review",
    "leader": "publishing.approve",
    "office": "publishing.publish",
}
