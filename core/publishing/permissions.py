"""The chain's permissions. Which role signs a step is a value of the pack; each role has one permission that lets it sign."""

from __future__ import annotations

SUBMIT = "publishing.submit"
VIEW = "publishing.view"
PAPER = "publishing.record_paper"
PORTAL = "publishing.record_portal"
#: see a campaign's archive, have volumes and a site copy made
ARCHIVE = "publishing.archive"
#: hide a text as 疑似涉密, and see what became of it (SC-01)
HIDE = "publishing.hide"
#: enter the secrecy department's instruction, and confirm it
INSTRUCT, CONFIRM = "publishing.enter_instruction", "publishing.confirm_instruction"
#: waive a rule from a notice, enter what happened before, take down at once
EXCEPT = "publishing.make_exception"
TAKE_DOWN = "publishing.take_down"
#: name deputies for others
DEPUTIES = "publishing.name_deputies"
#: let a finding of the hygiene check stand, with a reason
OVERRULE = "publishing.overrule_finding"
#: role of the pack → the permission with which it signs, whatever steps the pack gives it
ROLE_PERMISSION = {
    "editor": SUBMIT,
    "reviewer": "publishing.first_review",
    "secrecy_reviewer": "publishing.secrecy_review",
    "leader": "publishing.approve",
    "office": "publishing.publish",
}
