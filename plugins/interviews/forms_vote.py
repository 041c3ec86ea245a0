"""Forms of a vote on a topic: shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.api import RadioField, fields

from .forms_schedule import HouseForm, trimmed

MOST_TOPICS = 8


class TopicForm(Form):
    """One topic; a row without words doesn't count."""

    id = HiddenField()
    title = StringField(_l("题目"), filters=[trimmed], validators=[Optional(), Length(max=120)])
    summary = StringField(_l("一句话说明"), filters=[trimmed], validators=[Optional(), Length(max=500)])


class VoteForm(HouseForm):
    """A vote: its time and topics."""

    version = HiddenField()
    vote_from = fields.MomentField(_l("投票开始"), validators=[Optional()])
    vote_until = fields.MomentField(_l("投票截止"), validators=[Optional()])
    topics = FieldList(
        FormField(TopicForm), label=_l("题目"), min_entries=MOST_TOPICS, max_entries=MOST_TOPICS
    )
    not_secret = BooleanField(
        _l("我确认内容没有密级标志，可以公开"), validators=[DataRequired(_l("请先确认内容没有密级标志。"))]
    )


class CastForm(HouseForm):
    """A citizen's choice."""

    topic = RadioField(_l("您想听哪个题目"), coerce=int, validators=[InputRequired(_l("请选一个题目。"))])


class EnterForm(CastForm):
    """A clerk's, for somebody."""

    phone = StringField(_l("本人的座机"), filters=[trimmed], validators=[Optional(), Length(max=40)])
    told = BooleanField(_l("告知内容已念给本人听，本人同意"))


class SettleForm(HouseForm):
    """Which topic it is to be, and why."""

    version = HiddenField()
    topic = RadioField(_l("定哪个题目"), coerce=int, validators=[InputRequired(_l("请选一个题目。"))])
    reason = TextAreaField(_l("理由"), validators=[Optional(), Length(max=300)])
    not_secret = BooleanField(
        _l("我确认内容没有密级标志，可以公开"), validators=[DataRequired(_l("请先确认内容没有密级标志。"))]
    )
