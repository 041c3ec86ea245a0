"""What can be allowed at the hotline, and who may do it by default."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from core.api import Permission

#: topics, seats, shifts, passes, the programme; whom a caller is given to
SUPERVISE = "hotline.supervise"
#: take calls and callbacks at a seat
SERVE = "hotline.serve"
#: note down a call, see a number's earlier contacts, dispatch
INTAKE = "hotline.intake"
#: a department's work orders: accept, object, reply
HANDLE = "hotline.handle"
#: open the list of orders: each sees what is theirs to see
SEE = "hotline.see"
#: look at orders of all departments
ORDERS = "hotline.orders"
#: sheets of orders and replies from and to another platform
EXCHANGE = "hotline.exchange"
#: ring back and ask how it was; never one's own case
FOLLOW_UP = "hotline.follow_up"
#: turn a closed case into a public answer
ANSWERS = "hotline.answers"
#: the live board with its rows
BOARD = "hotline.board"

PERMISSIONS = (
    Permission(SUPERVISE, _l("设热点、排专席、发当班凭证"), ("supervisor",)),
    Permission(SERVE, _l("坐席接听、回拨"), ("operator", "seat_expert", "supervisor")),
    Permission(INTAKE, _l("登记来电、派单"), ("operator", "seat_expert", "supervisor")),
    Permission(HANDLE, _l("办理本部门热线工单"), ("editor", "lead", "seat_expert")),
    Permission(
        SEE,
        _l("看热线工单（各看各的）"),
        ("editor", "lead", "seat_expert", "operator", "supervisor", "office"),
    ),
    Permission(ORDERS, _l("看全部热线工单"), ("operator", "supervisor", "office")),
    Permission(EXCHANGE, _l("与另一平台交换工单表格"), ("operator", "supervisor")),
    Permission(FOLLOW_UP, _l("回访"), ("operator", "supervisor")),
    Permission(ANSWERS, _l("把办结的事整理成公开答复"), ("editor", "supervisor", "seat_expert")),
    Permission(BOARD, _l("看热线大屏和明细"), ("supervisor", "office")),
)
