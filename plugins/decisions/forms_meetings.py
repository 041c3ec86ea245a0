"""Forms of meetings: shape only. What the rules say about the content is said by the rules."""

from __future__ import annotations

import secrets
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from core.api import RadioField, SelectField, fields

from .wording_meetings import KINDS_OF_MEETING, NEEDS, VERDICTS, party_words

_SECRET = _l("我确认内容没有密级标志，可以公开")
_SECRET_MISSING = _l("请先确认内容没有密级标志。")
_MOMENT = _l("请填写日期和时间，例如 2026-09-14 17:00")
_NUMBER = _l("请填写整数，例如 30")


def trimmed(value: str | None) -> str:
    """Typed text without blanks around it."""
    return (value or "").strip()


class PressForm(FlaskForm):
    """A button and nothing else."""


class MeetingForm(FlaskForm):
    """A meeting: what, when, where, who may come and how places are given."""

    version = HiddenField()
    preview_id = SelectField(
        _l("为哪件决策开"), coerce=int, validators=[InputRequired(_l("请选择一件决策。"))]
    )
    kind = RadioField(
        _l("会议形式"),
        choices=list(KINDS_OF_MEETING.items()),
        validators=[InputRequired(_l("请选择会议形式。"))],
    )
    title = StringField(
        _l("会议名称"), filters=[trimmed], validators=[DataRequired(_l("请写会议名称。")), Length(max=120)]
    )
    starts_at = fields.MomentField(_l("开始"), validators=[InputRequired(_MOMENT)])
    ends_at = fields.MomentField(_l("结束"), validators=[InputRequired(_MOMENT)])
    place = StringField(_l("地点"), filters=[trimmed], validators=[Optional(), Length(max=200)])
    link = StringField(_l("进入视频会的地址"), filters=[trimmed], validators=[Optional(), Length(max=300)])
    agenda = TextAreaField(_l("议程"), validators=[Optional(), Length(max=6000)])
    invitees = TextAreaField(_l("参加人员"), validators=[Optional(), Length(max=2000)])
    contact = StringField(_l("联系人和电话"), filters=[trimmed], validators=[Optional(), Length(max=200)])
    capacity = fields.WholeNumberField(
        _l("名额"), validators=[InputRequired(_NUMBER), NumberRange(1, 2000, _l("名额要在 1 到 2000 之间。"))]
    )
    companions = fields.WholeNumberField(
        _l("每份报名最多再带几人"),
        default=0,
        validators=[InputRequired(_NUMBER), NumberRange(0, 9, _l("请填写 0 到 9 之间的数。"))],
    )
    way = RadioField(
        _l("名额怎样确定"),
        choices=[("first", _l("按报名先后")), ("draw", _l("抽签"))],
        default="first",
        validators=[InputRequired(_l("请选择名额怎样确定。"))],
    )
    public_source = StringField(
        _l("抽签用哪个公开号码"), filters=[trimmed], validators=[Optional(), Length(max=200)]
    )
    offer_hours = fields.WholeNumberField(
        _l("空出的名额给下一位留几小时"),
        default=12,
        validators=[InputRequired(_NUMBER), NumberRange(0, 72, _l("请填写 0 到 72 之间的数。"))],
    )
    opens_at = fields.MomentField(_l("报名开始"), validators=[InputRequired(_MOMENT)])
    closes_at = fields.MomentField(_l("报名截止"), validators=[InputRequired(_MOMENT)])
    gate_list = BooleanField(_l("进门按名单登记姓名"))
    not_secret = BooleanField(_SECRET, validators=[DataRequired(_SECRET_MISSING)])


class PaperForm(FlaskForm):
    """A paper of the meeting."""

    version = HiddenField()
    title = StringField(
        _l("材料名称"), filters=[trimmed], validators=[DataRequired(_l("请写材料名称。")), Length(max=200)]
    )
    file = FileField(_l("文件"), validators=[FileRequired(_l("请选择文件（PDF、Word、Excel、图片）。"))])
    not_secret = BooleanField(_SECRET, validators=[DataRequired(_SECRET_MISSING)])


class CorrectionForm(FlaskForm):
    """Send a corrected notice into the chain."""

    correction = TextAreaField(_l("更正说明"), validators=[Optional(), Length(max=2000)])


class CallOffForm(FlaskForm):
    """Why the meeting is called off."""

    version = HiddenField()
    reason = TextAreaField(
        _l("为什么取消"),
        validators=[DataRequired(_l("请写明为什么取消，500 字以内，原因会告诉报名的人。")), Length(max=500)],
    )


class NumberForm(FlaskForm):
    """The public number of a draw."""

    number = StringField(
        _l("公布的号码"),
        filters=[trimmed],
        validators=[
            DataRequired(_l("请填写公开号码，只能是数字和字母，按公布的顺序连着写。")),
            Length(max=100),
        ],
    )


class DetailsForm(FlaskForm):
    """Who comes, after the phone is proven."""

    key = HiddenField()
    call_name = StringField(
        _l("怎么称呼您"),
        filters=[trimmed],
        validators=[
            DataRequired(_l("请填写怎么称呼您，例如“王女士”")),
            Length(max=20, message=_l("称呼请控制在 20 个字以内")),
        ],
    )
    full_name = StringField(
        _l("姓名"), filters=[trimmed],
        validators=[DataRequired(_l("请填写入场登记用的姓名")), Length(max=40, message=_l("姓名请控制在 40 个字以内"))],
    )  # fmt: skip
    party = SelectField(_l("几位一起来"), coerce=int, default=1)
    wheelchair = BooleanField(NEEDS["wheelchair"])
    sign_language = BooleanField(NEEDS["sign_language"])

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(code for code in NEEDS if self[code].data)


class ForSomebodyForm(DetailsForm):
    """A clerk books for somebody; the notice is read aloud."""

    reach = RadioField(
        _l("怎样通知本人"),
        choices=[("sms", _l("发短信")), ("call", _l("打电话")), ("none", _l("没有电话"))],
        default="sms",
        validators=[InputRequired(_l("请选择怎样通知本人。"))],
    )
    phone = StringField(_l("电话"), filters=[trimmed], validators=[Optional(), Length(max=40)])
    contact = StringField(_l("怎样找到本人"), filters=[trimmed], validators=[Optional(), Length(max=100)])
    notice = BooleanField(_l("告知内容已念给本人听，本人同意"))


def fitted(kind: type[Any], companions: int, gate_list: bool, **kwargs: Any) -> Any:
    """A form with the fields that this meeting has."""
    form = kind(**kwargs)
    if companions:
        form.party.choices = [(n, party_words(n)) for n in range(1, companions + 2)]
    else:
        del form.party
    if not gate_list:
        del form.full_name
    if not (form.key.data or "").isalnum() or len(form.key.data) > 40:
        form.key.data = secrets.token_hex(16)
    return form


class LookUpForm(FlaskForm):
    """What somebody at the door shows or says."""

    text = StringField(
        _l("报名编号，或手机号最后四位"),
        validators=[DataRequired(_l("请输入报名编号，或手机号最后四位。")), Length(max=300)],
    )


class LetInForm(FlaskForm):
    """Let somebody in; `key` makes a double press harmless, `booking` is empty for a walk-in."""

    booking = HiddenField()
    key = HiddenField(default=lambda: secrets.token_hex(16), validators=[DataRequired(), Length(max=64)])
    people = fields.WholeNumberField(
        _l("来了几个人"), default=1,
        validators=[InputRequired(_l("人数请填 1 到 20 之间的整数。")), NumberRange(1, 20, _l("人数请填 1 到 20 之间的整数。"))],
    )  # fmt: skip


class MinutesForm(FlaskForm):
    """The minutes' text."""

    version = HiddenField()
    text = TextAreaField(_l("会议纪要"), validators=[DataRequired(_l("请写会议纪要。")), Length(max=20000)])
    not_secret = BooleanField(_SECRET, validators=[DataRequired(_SECRET_MISSING)])


class AnswerForm(FlaskForm):
    """What somebody who was present says of the minutes."""

    verdict = RadioField(
        _l("纪要记得对不对"),
        choices=list(VERDICTS.items()),
        validators=[InputRequired(_l("请选择“没有意见”或“有意见”。"))],
    )
    remark = TextAreaField(_l("哪里不对、应该怎样写"), validators=[Optional(), Length(max=1000)])


class PaperAnswerForm(AnswerForm):
    """The same, signed on paper; `who` is a booking's id, 0 for who came without a booking."""

    who = SelectField(_l("谁签的"), coerce=int, validators=[InputRequired(_l("请选择是谁签的。"))])
