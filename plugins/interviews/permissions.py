"""What can be allowed around interviews, and who may do it by default."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.api import Permission

#: plans, questions and transcripts of one's department; the office and hosts see all
SEE = "interviews.see"
#: plan interviews, write notice, outline and transcript of one's department
EDIT = "interviews.edit"
#: run a broadcast: choose questions, open, pause, end, name typist, releaser and assistants; settle a vote; keep places
HOST = "interviews.host"
#: type turns of a broadcast one was named for
TYPE = "interviews.type"
#: release and pull turns of a broadcast one was named for
RELEASE = "interviews.release"
#: draft a guest's answers in a broadcast one was named for
ASSIST = "interviews.assist"

PERMISSIONS = (
    Permission(
        SEE, _l("看在线访谈的计划、提问和实录"), ("editor", "reviewer", "leader", "lead", "office", "host")
    ),
    Permission(EDIT, _l("编写访谈计划、预告、提纲和实录"), ("editor", "office")),
    Permission(HOST, _l("主持访谈：挑选提问，开播、暂停、结束，安排人手"), ("host", "office")),
    Permission(TYPE, _l("录入直播文字（由主持人指定到场次）"), ("editor", "office", "host")),
    Permission(
        RELEASE, _l("放行和撤下直播文字（由主持人指定到场次）"), ("reviewer", "leader", "office", "host")
    ),
    Permission(ASSIST, _l("代嘉宾拟写回答（由主持人指定到场次）"), ("editor", "lead", "office")),
)
