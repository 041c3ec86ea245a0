"""The hotline's tables, by subject."""

from __future__ import annotations

from .answers import Answer, AnswerUse, FollowUp, PublishedAnswer
from .asked import Asked
from .calls import Call, IntakeDraft, TelephoneEvent, WallLink
from .orders import ColumnMap, Exchange, Order, OrderAct, OrderCounter, OrderMark
from .queue import Attempt, Waiter
from .seats import SeatChange, SeatState, Shift, ShiftPass, ShiftTopic
from .topics import Programme, Topic, TopicDepartment, TopicProposal

TABLES: tuple[type, ...] = (
    Topic, TopicDepartment, TopicProposal, Programme,
    Shift, ShiftTopic, ShiftPass, SeatState, SeatChange,
    Call, TelephoneEvent, WallLink, IntakeDraft,
    Waiter, Attempt,
    Order, OrderAct, OrderCounter, OrderMark, ColumnMap, Exchange,
    FollowUp, Answer, AnswerUse, PublishedAnswer,
    Asked,
)  # fmt: skip
