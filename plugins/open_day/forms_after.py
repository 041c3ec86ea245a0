"""Forms of what follows an open day: shape only. What the rules say about the content is said by the rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from core.api import RadioField

from .forms import DayField, MomentField, WholeNumberField
from .rules.after_the_day import LONGEST_PART, PARTS, Figure
from .wording_after import PARTS as PART_NAMES
from .wording_after import SOURCES, figure_name


class NotSecret(FlaskForm):
    """What every form with a text asks before anything is stored (SC-01)."""

    not_secret = BooleanField(
        _l("我确认来源材料没有密级标识，内容可以在本平台存放"),
        validators=[InputRequired(message=_l("请确认来源材料没有密级标识；有密级的不能放进本平台"))],
    )


class EndForm(FlaskForm):
    """When the open day really ended."""

    ended_at = MomentField(
        _l("活动结束时间"), validators=[InputRequired(message=_l("请填写活动什么时候结束"))]
    )
    reason = TextAreaField(
        _l("和原定时间不一样的原因"), [Optional(), Length(max=500, message=_l("原因最多 500 个字。"))]
    )


class AfterForm(NotSecret):
    """Results or evaluation; parts, figures and pictures are added by `after_form`."""

    title = StringField(_l("标题"), validators=[Length(max=120, message=_l("标题请控制在 120 个字以内"))])

    def part_fields(self) -> list[Any]:
        return [field for field in self if field.name.startswith("part-")]

    def picture_fields(self) -> list[Any]:
        """The fields of the photos to choose from: a place number, or nothing."""
        return [field for field in self if field.name.startswith("picture-")]

    @property
    def chosen_pictures(self) -> tuple[int, ...]:
        """The chosen photos' ids by their place numbers."""
        chosen = [(f.data, int(f.name.removeprefix("picture-"))) for f in self.picture_fields() if f.data]
        return tuple(picture_id for _place, picture_id in sorted(chosen))

    @property
    def stated(self) -> dict[str, tuple[int | None, str]]:
        """The figures as typed: key → (number, why it isn't the rows')."""
        found = {}
        for field in self:
            if field.name.startswith("figure-"):
                key = field.name.removeprefix("figure-")
                found[key] = (field.data, (self[f"reason-{key}"].data or "").strip())
        return found


def after_form(
    what: str, shown: Iterable[Figure], picture_ids: Iterable[int] = (), **kwargs: Any
) -> AfterForm:
    """The form of one text, with a field for each part, two for each figure and one for each photo."""

    class WithParts(AfterForm):
        pass

    for part in PARTS[what]:
        field = TextAreaField(
            PART_NAMES[part], [Optional(), Length(max=LONGEST_PART, message=_l("请控制在 8000 个字以内"))]
        )
        setattr(WithParts, f"part-{part}", field)
    for figure in shown:
        number = WholeNumberField(
            figure_name(figure.key, figure.name),
            [Optional(), NumberRange(0, 100_000, message=_l("人数要在 0 到 100000 之间"))],
        )
        setattr(WithParts, f"figure-{figure.key}", number)
        reason = StringField(_l("不一样的原因"), [Optional(), Length(max=200)])
        setattr(WithParts, f"reason-{figure.key}", reason)
    for picture_id in picture_ids:
        place = WholeNumberField(
            _l("第几张"), [Optional(), NumberRange(1, 9, message=_l("请填 1 到 9，不用的留空"))]
        )
        setattr(WithParts, f"picture-{picture_id}", place)
    return WithParts(**kwargs)


def form_data(
    title: str, parts: Mapping[str, str], shown: Iterable[Figure], chosen: Iterable[int]
) -> dict[str, Any]:
    """What the form is filled with."""
    data: dict[str, Any] = {"title": title, **{f"part-{part}": text for part, text in parts.items()}}
    for figure in shown:
        data[f"figure-{figure.key}"] = figure.value
        data[f"reason-{figure.key}"] = figure.reason
    data |= {f"picture-{picture_id}": place for place, picture_id in enumerate(chosen, 1)}
    return data


class SlipsForm(NotSecret):
    """Several opinions at once, pasted or as a sheet."""

    key = HiddenField()
    source = RadioField(_l("怎么来的"), choices=list(SOURCES.items()), default="meeting")
    received_on = DayField(_l("收到的日期"), validators=[InputRequired(message=_l("请填写收到意见的日期"))])
    lines = TextAreaField(_l("意见，一行一条"), [Optional()])
    file = FileField(_l("或者选填好的表格"), [Optional()])
    told = BooleanField(_l("留电话的人，个人信息告知已经念给他听或请他看过，他同意"))
    read_back = BooleanField(_l("记下的内容已经念回给本人核对"))


class ReportForm(NotSecret):
    """The report to the office: what was learned; everything else fills itself."""

    experience = TextAreaField(
        _l("典型经验和改进措施"), [Optional(), Length(max=8000, message=_l("请控制在 8000 个字以内"))]
    )
