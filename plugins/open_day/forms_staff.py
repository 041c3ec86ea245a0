"""Forms of what staff do around booking: shape only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from core.api import RadioField

from .forms import ClockField, DayField, MomentField, WholeNumberField, trimmed
from .messages import NEEDS
from .wording_staff import REACHES


class _WithNeeds(FlaskForm):
    """A form that asks which help somebody needs; `fitted` gives it the fields that the open day offers."""

    def need_fields(self) -> list[Any]:
        return [self[code] for code in NEEDS if code in self]

    @property
    def chosen_needs(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.need_fields() if field.data)


def fitted(kind: type[Any], needs: Sequence[str], **kwargs: Any) -> Any:
    """The form with a box for each kind of help that this open day offers."""
    fields = {code: BooleanField(NEEDS[code]) for code in NEEDS if code in needs}
    return type(kind.__name__, (kind,), fields)(**kwargs)


def _name_field(label: object) -> StringField:
    return StringField(
        label,
        filters=[trimmed],
        validators=[
            DataRequired(message=_l("请填写称呼")),
            Length(max=20, message=_l("称呼请控制在 20 个字以内")),
        ],
    )


class SearchForm(FlaskForm):
    """Number, name or the digits of a telephone, in one box. Sent by POST: what is sought is personal."""

    text = StringField(_l("编号、称呼或电话"), filters=[trimmed])


class CounterForm(_WithNeeds):
    """A clerk books for somebody."""

    session = RadioField(_l("场次"), coerce=int, validators=[InputRequired(message=_l("请选择一个场次"))])
    category = RadioField(_l("代表类别"), validators=[InputRequired(message=_l("请选择一个代表类别"))])
    call_name = _name_field(_l("怎么称呼"))
    full_name = StringField(
        _l("身份证上的姓名"), filters=[trimmed], validators=[Length(max=40, message=_l("姓名最多 40 个字"))]
    )
    party = WholeNumberField(
        _l("一共几个人来"),
        default=1,
        validators=[
            InputRequired(message=_l("请填写一共几个人来")),
            NumberRange(1, 50, message=_l("人数要在 1 到 50 之间")),
        ],
    )
    reach = RadioField(
        _l("有变化时怎样通知本人"),
        choices=list(REACHES.items()),
        validators=[InputRequired(message=_l("请选择怎样通知本人"))],
    )
    phone = StringField(_l("电话号码"), filters=[trimmed], validators=[Optional(), Length(max=40)])
    contact = StringField(
        _l("怎样找到本人"),
        filters=[trimmed],
        validators=[Optional(), Length(max=200, message=_l("最多 200 个字"))],
    )
    age_capacity = BooleanField()
    ties = BooleanField()
    photo = BooleanField(_l("同意公开有本人的现场照片"), description=_l("不同意也能参加"))
    notice = BooleanField(_l("告知已念给本人听，本人同意"))
    may_wait = BooleanField(_l("如果满了，本人愿意候补"))
    key = HiddenField()


class ChangeForm(_WithNeeds):
    """A clerk changes a booking."""

    party = WholeNumberField(
        _l("一共几个人来"),
        validators=[
            InputRequired(message=_l("请填写一共几个人来")),
            NumberRange(1, 50, message=_l("人数要在 1 到 50 之间")),
        ],
    )
    call_name = _name_field(_l("怎么称呼"))
    category = RadioField(_l("代表类别"), validators=[InputRequired(message=_l("请选择一个代表类别"))])


class RecommendForm(_WithNeeds):
    """One recommended person."""

    session = RadioField(_l("场次"), coerce=int, validators=[InputRequired(message=_l("请选择一个场次"))])
    category = RadioField(_l("代表类别"), validators=[InputRequired(message=_l("请选择一个代表类别"))])
    name = _name_field(_l("姓名"))
    phone = StringField(
        _l("电话"), filters=[trimmed], validators=[DataRequired(message=_l("请填写手机号或者能打通的座机"))]
    )
    told = BooleanField(_l("本人看过告知，在推荐表上签了同意；推荐表由本单位保存"))


class SheetForm(FlaskForm):
    """The filled sheet."""

    file = FileField(_l("填好的表格"))


class ConfirmSheetForm(FlaskForm):
    """The rows that were looked at, sealed."""

    rows = HiddenField()
    told = BooleanField(_l("每个人都看过告知，在推荐表上签了同意；推荐表由本单位保存"))


class ExtendForm(FlaskForm):
    """A later end of booking."""

    closes_at = MomentField(_l("新的报名截止时间"))


class PlacesForm(FlaskForm):
    """How many places a session has."""

    capacity = WholeNumberField(
        _l("网上报名的名额"),
        validators=[
            InputRequired(message=_l("请填写名额")),
            NumberRange(1, 5000, message=_l("名额要在 1 到 5000 之间")),
        ],
    )
    recommended = WholeNumberField(
        _l("线下推荐的名额"),
        validators=[
            InputRequired(message=_l("请填写名额，没有的写 0")),
            NumberRange(0, 5000, message=_l("推荐人数要在 0 到 5000 之间")),
        ],
    )


class CallOffForm(FlaskForm):
    """Why a session or the day is called off."""

    reason = TextAreaField(_l("为什么取消"), filters=[trimmed])


class MoveForm(FlaskForm):
    """A session's new time and place, and why."""

    day = DayField(_l("新的日期"), validators=[InputRequired(message=_l("请填写新的日期"))])
    starts = ClockField(_l("几点开始"), validators=[InputRequired(message=_l("请填写几点开始"))])
    ends = ClockField(_l("几点结束"), validators=[InputRequired(message=_l("请填写几点结束"))])
    place = StringField(
        _l("地点"),
        filters=[trimmed],
        validators=[
            DataRequired(message=_l("请填写地点")),
            Length(max=200, message=_l("地点请控制在 200 个字以内")),
        ],
    )
    reason = TextAreaField(_l("为什么改"), filters=[trimmed])
