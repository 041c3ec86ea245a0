"""Forms of the publishing room: shapes only. What is right is decided by the services."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import DateInput, DateTimeLocalInput

from core.base.choice_fields import RadioField, SelectField
from core.base.workdays import FIRST_DAY, LAST_DAY
from core.publishing.messages import DECISIONS, VERDICTS

VERDICT_CHOICES = tuple((code, name) for code, (name, _follows) in VERDICTS.items())
_DAY = re.compile(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?")


def _tidy(text: str | None) -> str:
    """Without signs that no database takes and no reader sees."""
    return (text or "").replace("\x00", "").strip()


class DayField(StringField):
    """A day; `day` is None for what can't be read, which stays in the box."""

    widget = DateInput()
    day: date | None = None

    def pre_validate(self, form: Any) -> None:
        found = _DAY.fullmatch((self.data or "").strip())
        try:
            self.day = date(*map(int, found.groups())) if found else None
        except ValueError:
            self.day = None
        if self.day is None:
            raise ValidationError(_("请填写日期，例如 2026-09-05。"))


class MomentField(StringField):
    """A moment on a wall clock in China, from a datetime-local box; `moment` is without a zone."""

    widget = DateTimeLocalInput()
    moment: datetime | None = None

    def pre_validate(self, form: Any) -> None:
        try:
            found = datetime.fromisoformat((self.data or "").strip()).replace(tzinfo=None)
            # Further off a moment can't be told in another zone.
            if not FIRST_DAY <= found.date() <= LAST_DAY:
                raise ValueError
            self.moment = found
        except ValueError:
            self.moment = None
            raise ValidationError(_("请填写日期和时间，例如 2026-09-05 16:20。")) from None


class _Act(FlaskForm):
    """A step of a document as the page showed it: what is done to another text is refused."""

    act = HiddenField()
    step = HiddenField()
    digest = HiddenField()


class SignForm(_Act):
    """One button: this step is passed, or the text is published."""


class ReturnForm(_Act):
    reason = TextAreaField(
        _l("退回的理由"),
        [
            InputRequired(_l("请写明退回的理由，拟稿人要照着改。")),
            Length(max=2000, message=_l("理由最多 2000 个字。")),
        ],
        filters=[_tidy],
    )


class VerdictForm(_Act):
    """The secrecy review's verdict (SC-01)."""

    verdict = RadioField(_l("审查意见"), choices=list(VERDICT_CHOICES), validate_choice=False)
    reason = TextAreaField(
        _l("要删改的内容，或不能公开的理由"),
        [Optional(), Length(max=2000, message=_l("理由最多 2000 个字。"))],
        filters=[_tidy],
    )


class WhyForm(FlaskForm):
    """A reason that the public will read: for a withdrawal."""

    act = HiddenField()
    reason = TextAreaField(
        _l("撤下的理由"),
        [
            InputRequired(_l("请写明为什么撤下，公众会看到。")),
            Length(max=2000, message=_l("理由最多 2000 个字。")),
        ],
        filters=[_tidy],
    )


class PaperForm(_Act):
    signer = SelectField(_l("签批人"), choices=[], validate_choice=False)
    name = StringField(
        _l("签批人姓名"), [Optional(), Length(max=40, message=_l("姓名最多 40 个字。"))], filters=[_tidy]
    )
    signed_on = DayField(_l("签批日期"))
    scan = FileField(_l("签好的审批单（扫描件或照片）"), [FileRequired(_l("请选择扫描件或照片。"))])
    verdict = RadioField(
        _l("审批单上的审查意见"), choices=list(VERDICT_CHOICES), validate_choice=False, default="public"
    )
    reason = TextAreaField(
        _l("要删改的内容，或不能公开的理由"),
        [Optional(), Length(max=2000, message=_l("理由最多 2000 个字。"))],
        filters=[_tidy],
    )
    no_secret_marks = BooleanField(_l("审批单上没有密级标志"))

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        self.signer.choices = [
            ("", _l("没有账号，在下面写姓名") if people else _l("名单里没有人，在下面写姓名")),
            *((str(id_), name) for id_, name in people),
        ]


class PortalForm(FlaskForm):
    act = HiddenField()
    url = StringField(_l("门户网址"), [InputRequired(_l("请填写门户网站上的完整网址。"))], filters=[_tidy])
    at = MomentField(_l("门户发布时间"))
    screenshot = FileField(_l("页面截图"), [Optional()])


class HideForm(FlaskForm):
    """Asked once more before a document is hidden."""

    sure = BooleanField(_l("我确认要隔离这份文稿"), [InputRequired(_l("请先确认。"))])


class InstructionForm(FlaskForm):
    """A written instruction of the secrecy department."""

    decision = RadioField(_l("指令要求"), choices=list(DECISIONS.items()), validate_choice=False)
    number = StringField(
        _l("文号"),
        [InputRequired(_l("请填写文号。")), Length(max=80, message=_l("文号最多 80 个字。"))],
        filters=[_tidy],
    )
    dated_on = DayField(_l("指令日期"))
    scan = FileField(_l("指令的扫描件或照片"), [FileRequired(_l("请选择扫描件或照片。"))])


class WaiverForm(FlaskForm):
    """A rule from a notice waived for one item (豁免)."""

    rule = SelectField(_l("豁免哪一条"), choices=[], validate_choice=False)
    reason = TextAreaField(
        _l("豁免的理由"),
        [InputRequired(_l("请写明为什么豁免。")), Length(max=2000, message=_l("理由最多 2000 个字。"))],
        filters=[_tidy],
    )
    scan = FileField(_l("批件的扫描件或照片"), [FileRequired(_l("请选择扫描件或照片。"))])


class HappenedForm(FlaskForm):
    """A publication that took place before (补录)."""

    happened_at = MomentField(_l("真实的公开时间"))
    portal_url = StringField(
        _l("门户网址"), [InputRequired(_l("请填写门户网站上的完整网址。"))], filters=[_tidy]
    )
    reason = TextAreaField(
        _l("补录的理由"),
        [
            InputRequired(_l("请写明为什么当时没有在平台上办。")),
            Length(max=2000, message=_l("理由最多 2000 个字。")),
        ],
        filters=[_tidy],
    )
    scan = FileField(_l("当时审批件的扫描件或照片"), [FileRequired(_l("请选择扫描件或照片。"))])


class DeputyForm(FlaskForm):
    """Who signs for whom, from day to day."""

    duty = SelectField(_l("谁的哪个岗位"), choices=[], validate_choice=False)
    deputy = SelectField(_l("代理人"), choices=[], validate_choice=False)
    starts_on = DayField(_l("从哪天起"))
    ends_on = DayField(_l("到哪天止"))
