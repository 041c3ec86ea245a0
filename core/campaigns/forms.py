"""Forms of the campaigns room: shapes only. What is right is decided by the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Form, HiddenField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from core.base.choice_fields import SelectField
from core.base.errors import DomainError
from core.base.wording import words
from core.base.workdays import FIRST_DAY, LAST_DAY
from core.campaigns.messages import ANCHORS, UNITS, rule_words
from core.campaigns.rules import periods_from


def tidy(value: Any) -> Any:
    """Without blanks around, and without the character that no database keeps."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


def one_newline(value: Any) -> Any:
    """Browsers send CRLF; a text is counted and compared with LF."""
    text = tidy(value)
    return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


def blame(form: Any, error: DomainError, **fields: str) -> None:
    """Put a refusal's words at the field it names, or at the form. `fields`: the service's name → the form's."""
    named = getattr(error, "field", None)
    target = form._fields.get(fields.get(named, named)) if named else None
    if target is None or target.type == "FieldList":
        form.form_errors.append(words(error))
    else:
        target.errors = [*target.errors, words(error)]


def at_most(most: int) -> Length:
    return Length(max=most, message=_l("最多写 %(max)d 个字。"))


def whole_number(form: Any, field: Any) -> None:
    if field.data and not (field.data.isascii() and field.data.isdigit() and 0 < int(field.data) < 1000):
        raise ValidationError(_l("请填数字，例如 6。"))


def a_day(form: Any, field: Any) -> None:
    if field.data:
        try:
            found = date.fromisoformat(field.data)
        except ValueError:
            found = None
        # Days far off can't be counted with.
        if found is None or not FIRST_DAY <= found <= LAST_DAY:
            raise ValidationError(_l("请填日期，例如 2026-05-15。"))


def text_line(label: Any, most: int, *more: Any) -> StringField:
    return StringField(label, [*(more or (Optional(),)), at_most(most)], filters=[tidy])


def area(label: Any, *more: Any) -> TextAreaField:
    return TextAreaField(label, [*(more or (Optional(),))], filters=[one_newline])


def day_field(label: Any, *more: Any) -> StringField:
    return StringField(label, [*(more or (Optional(),)), a_day], filters=[tidy])


class PlainForm(FlaskForm):
    """Only the token: for buttons and confirm pages."""


class PasteForm(FlaskForm):
    text = TextAreaField(_l("通知全文"), [Optional()], filters=[one_newline])
    file = FileField(_l("选择文件"), [Optional()])
    not_secret = BooleanField(
        _l("我已核对：这份通知没有密级，可以放进本系统。"),
        [InputRequired(_l("请先核对有没有密级，再勾选。"))],
    )


class FactsForm(FlaskForm):
    """What every campaign has."""

    title = text_line(_l("活动名称"), 200, InputRequired(_l("请填写活动名称。")))
    edition = StringField(_l("第几届"), [Optional(), whole_number], filters=[tidy])
    theme = text_line(_l("主题"), 200)
    starts_on = day_field(_l("开始日期"), InputRequired(_l("请填写开始日期。")))
    ends_on = day_field(_l("结束日期"), InputRequired(_l("请填写结束日期。")))
    pack_id = SelectField(
        _l("规则包"),
        [InputRequired(_l("请选择规则包。期限和人数等规则都由它定。"))],
        choices=[],
        validate_choice=False,
    )
    slug = text_line(_l("地址"), 60, InputRequired(_l("请填写地址，例如 2026-openness-day。")))
    issuer = text_line(_l("发文单位"), 120)
    number = text_line(_l("文号"), 80)
    form = area(_l("活动形式"))

    def offer(self, packs: list[tuple[str, str]]) -> None:
        self.pack_id.choices = [("", _l("请选择")), *packs]


class CampaignForm(FactsForm):
    """A campaign's facts as the office edits them."""

    summary = area(_l("专栏上的一句话介绍"))
    host_department_id = SelectField(_l("主办单位"), [Optional()], choices=[], validate_choice=False)
    version = HiddenField()


class Row(Form):
    """One of several things in a form. An empty row, or one ticked for removal, counts for nothing."""

    #: the fields of which one must be filled for the row to count
    says: tuple[str, ...] = ()
    line = HiddenField()
    sentence = HiddenField(filters=[tidy])
    remove = BooleanField(_l("删掉这一项"))

    @property
    def counts(self) -> bool:
        return not self.remove.data and not self.is_blank

    @property
    def is_blank(self) -> bool:
        return not any(self._fields[name].data for name in self.says)

    def validate(self, extra_validators: Any = None) -> bool:
        return not self.counts or (super().validate(extra_validators) and self.holds())

    def holds(self) -> bool:
        return True

    def refuse(self, name: str, sentence: Any) -> bool:
        field = self._fields[name]
        field.errors = [*field.errors, str(sentence)]
        return False


class ActivityRow(Row):
    says = ("heading", "body", "place", "units", "periods")
    heading = text_line(_l("名称"), 200, InputRequired(_l("请填写这项活动的名称。")))
    body = area(_l("内容"))
    place = text_line(_l("地点"), 200)
    units = area(_l("承办单位"))
    periods = area(_l("日期和时间"))

    def holds(self) -> bool:
        _found, wrong = periods_from(self.periods.data or "")
        if wrong:
            sentence = _l("“%(line)s”看不懂。请写成 2026-05-15 9:00-11:30，一行一个，结束不早于开始。")
            return self.refuse("periods", str(sentence) % {"line": wrong[:40]})
        return True


class DutyRow(Row):
    says = ("what", "day", "count", "sender", "receiver")
    what = text_line(_l("要办什么"), 300, InputRequired(_l("请写明要办什么。")))
    day = day_field(_l("哪一天之前"))
    anchor = SelectField(_l("或者按什么算"), [Optional()], choices=[], validate_choice=False)
    count = StringField(_l("多少"), [Optional(), whole_number], filters=[tidy])
    unit = SelectField(_l("天还是工作日"), choices=list(UNITS.items()), validate_choice=False)
    sender = text_line(_l("谁来办"), 200)
    receiver = text_line(_l("报给谁"), 200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = (self.anchor.data or "")[:60]
        more = [] if chosen in ANCHORS else [(chosen, rule_words(chosen))]
        self.anchor.choices = [*ANCHORS.items(), *more]

    def holds(self) -> bool:
        anchor, counted = self.anchor.data or "", (self.anchor.data or "").endswith(("+", "-"))
        if anchor and self.day.data:
            return self.refuse("day", _l("日期和“按什么算”只填一种。"))
        if not anchor and not self.day.data:
            return self.refuse("day", _l("请填日期，或者选按什么算。"))
        if counted and not self.count.data:
            return self.refuse("count", _l("请填多少天。"))
        return True


class ContactRow(Row):
    says = ("name", "phone", "email")
    name = text_line(_l("姓名或科室"), 60)
    phone = text_line(_l("电话"), 40)
    email = text_line(_l("邮箱"), 120)


class CalendarForm(FlaskForm):
    day = day_field(_l("哪一天"), InputRequired(_l("请填写日期。")))
    working = SelectField(
        _l("改成"), [InputRequired(_l("请选择。"))], choices=[("yes", _l("上班")), ("no", _l("休息"))]
    )
    note = text_line(_l("依据"), 120)


class PackForm(FlaskForm):
    text = TextAreaField(_l("规则包内容"), [InputRequired(_l("请写规则包内容。"))], filters=[one_newline])
    seen = HiddenField()


class ReasonForm(FlaskForm):
    reason = text_line(_l("理由"), 300, InputRequired(_l("请写明理由，会记在档里。")))
