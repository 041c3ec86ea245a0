"""The announcement's form: its sessions with their places, the pack's items, the pictures. Shape only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from core.api import phrase

from .forms import ClockField, DayField, MomentField, WholeNumberField, check_boxes, trimmed
from .messages import known
from .rules.sessions import refuse_quotas, used
from .rules.values import key_of
from .wording_plan import OFFERED

_QUOTA = "quota_"


class SessionForm(Form):
    """One session; an empty row is left out."""

    title = StringField(_l("场次名称，例如上午场"))
    day = DayField(_l("日期"))
    starts = ClockField(_l("开始"))
    ends = ClockField(_l("结束"))
    place = StringField(_l("地点"), validators=[Length(max=200, message=_l("地点请控制在 200 个字以内"))])
    capacity = WholeNumberField(_l("报名名额"))
    recommended = WholeNumberField(
        _l("线下推荐名额"),
        validators=[Optional(), NumberRange(0, 5000, message=_l("推荐人数要在 0 到 5000 之间"))],
    )

    def quota_fields(self) -> list[Any]:
        """The fields of the categories' places, in the pack's order; their labels are the categories."""
        return [field for field in self if field.short_name.startswith(_QUOTA)]

    def quotas(self) -> tuple[tuple[str, int], ...]:
        """The categories that keep places, by the pack's own word for each."""
        return used([(field.description, field.data or 0) for field in self.quota_fields()])

    @property
    def is_empty(self) -> bool:
        typed = [self.day.raw_data, self.starts.raw_data, self.ends.raw_data, self.capacity.raw_data]
        written = any(trimmed(str(raw[0])) for raw in typed if raw)
        return not written and not any((self.day.data, self.starts.data, self.capacity.data))

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.is_empty:
            return sound
        for field, sentence in (
            (self.day, _("请填写这一场的日期")),
            (self.starts, _("请填写这一场几点开始")),
            (self.ends, _("请填写这一场几点结束")),
            (self.capacity, _("请填写这一场的报名名额")),
        ):
            # A nought is typed, and judged below.
            if field.data in (None, "") and not field.errors:
                field.errors = [sentence]
                sound = False
        if (
            self.starts.data
            and self.ends.data
            and not self.ends.errors
            and self.ends.data <= self.starts.data
        ):
            self.ends.errors = [_("结束时间要晚于开始时间")]
            sound = False
        if (
            self.capacity.data is not None
            and not 1 <= self.capacity.data <= 5000
            and not self.capacity.errors
        ):
            self.capacity.errors = [_("名额要在 1 到 5000 之间")]
            sound = False
        return sound and self._quotas_fit()

    def _quotas_fit(self) -> bool:
        refusal = refuse_quotas(self.capacity.data or 0, self.quotas())
        if refusal is None:
            return True
        wrong = next((f for f in self.quota_fields() if f.description == refusal.category), self.capacity)
        number = int(self.capacity.name.split("-")[1]) + 1
        wrong.errors = [phrase(f"open_day.{refusal.code}", {"n": number, **refusal.params})]
        return False


class AnnouncementForm(FlaskForm):
    """The announcement's draft; the pack's items are added as fields `item-<key>` by `announcement_form`."""

    title = StringField(
        _l("标题"),
        validators=[
            DataRequired(message=_l("请填写标题")),
            Length(max=120, message=_l("标题请控制在 120 个字以内")),
        ],
    )
    doc_number = StringField(
        _l("发文字号"), validators=[Length(max=60, message=_l("发文字号请控制在 60 个字以内"))]
    )
    companions = WholeNumberField(_l("一份报名最多同行几人"), validators=[Optional()])
    offer_hours = WholeNumberField(_l("候补的名额保留几小时"), validators=[Optional()])
    needs = check_boxes(_l("能提供的服务"), list(OFFERED.items()))
    opens_at = MomentField(_l("报名开始"))
    closes_at = MomentField(_l("报名截止"))
    not_secret = BooleanField(
        _l("我确认来源材料没有密级标识，内容可以在本平台存放"),
        validators=[InputRequired(message=_l("请确认来源材料没有密级标识；有密级的不能放进本平台"))],
    )

    def validate_closes_at(self, field: MomentField) -> None:
        """A window turned round, or without an end, is said at once, not when the text is sent into the chain."""
        if (
            not field.data
            and not field.errors
            and any(not one.form.is_empty for one in self["sessions"].entries)
        ):
            raise ValidationError(_("请填写报名截止时间"))
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(phrase("open_day.window_reversed"))

    def picture_fields(self) -> list[Any]:
        """The fields of the pictures to choose from: a place number, or nothing."""
        return [field for field in self if field.name.startswith("picture-")]

    @property
    def chosen_pictures(self) -> tuple[int, ...]:
        """The chosen pictures' ids by their place numbers."""
        chosen = [
            (field.data, field.name.removeprefix("picture-")) for field in self.picture_fields() if field.data
        ]
        return tuple(int(name) for _, name in sorted(chosen, key=lambda one: (one[0], int(one[1]))))

    def item_fields(self) -> list[Any]:
        """The fields of the pack's items, in its order."""
        return [field for field in self if field.name.startswith("item-")]


_LONG = ("content", "invitees", "tips", "signup", "time_place")


def announcement_form(
    names: tuple[str, ...], categories: Sequence[str], picture_ids: Iterable[int] = (), **kwargs: Any
) -> AnnouncementForm:
    """The form with a number of places for each category in each session, one text field for each item that the pack
    names, and a number for each picture to choose from."""

    class WithQuotas(SessionForm):
        pass

    for n, category in enumerate(categories):
        # The description is the pack's own word, by which the places are kept; the label is in the reader's language.
        kept = WholeNumberField(known(category), validators=[Optional()], description=category)
        setattr(WithQuotas, f"{_QUOTA}{n}", kept)

    class WithItems(AnnouncementForm):
        sessions = FieldList(FormField(WithQuotas), label=_l("场次"), min_entries=1, max_entries=20)

    for n, name in enumerate(names, 1):
        key = key_of(name, n)
        kind = TextAreaField if key in _LONG or key.startswith("item_") else StringField
        field = kind(known(name), validators=[Length(max=8000, message=_l("请控制在 8000 个字以内"))])
        setattr(WithItems, f"item-{key}", field)
    for picture_id in picture_ids:
        place = WholeNumberField(
            _l("第几张"), validators=[Optional(), NumberRange(1, 9, message=_l("请填 1 到 9，不用的留空"))]
        )
        setattr(WithItems, f"picture-{picture_id}", place)
    return WithItems(**kwargs)
