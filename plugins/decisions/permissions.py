"""What can be allowed in decision preview, and who may do it by default."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.api import Permission

#: previews, catalogues and meetings of one's department; the office sees all
SEE = "decisions.see"
#: write the catalogue, previews, drafts, feedback and what follows
EDIT = "decisions.edit"
#: hold meetings: who comes, check-in, minutes
MEET = "decisions.meet"

PERMISSIONS = (
    Permission(SEE, _l("看决策预公开的目录、事项和会议"), ("editor", "reviewer", "lead", "office")),
    Permission(EDIT, _l("编写决策目录、草案和意见反馈"), ("editor",)),
    Permission(MEET, _l("组织座谈会、听证会"), ("editor", "lead", "office")),
)
