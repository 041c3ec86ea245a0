"""The ledger's forms: shapes only. What is right is decided by rules and service."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.base.choice_fields import RadioField, SelectField
from core.base.errors import DomainError
from core.base.wording import words
from core.opinions import messages, rules

_KEY = re.compile(r"[0-9a-f]{32}")


def blame(form: Any, error: DomainError) -> None:
    """A refusal's words at the field it names, or above the form."""
    field = form._fields.get(getattr(error, "field", None) or "")
    if field is None:
        form.form_errors.append(words(error))
    else:
        field.errors = [*field.errors, words(error)]


def sound_key(typed: str | None) -> str:
    """The key of a filled form, "" for anything that isn't one."""
    return typed if typed and _KEY.fullmatch(typed) else ""


class OpinionForm(FlaskForm):
    """A citizen's own."""

    key = HiddenField()
    #: the published answers that were shown before (views_form._seen)
    seen = HiddenField()
    anchor = HiddenField()
    file = FileField(_l("附件"), [Optional()])
    drop_file = BooleanField(_l("不要这个附件了"))
    text = TextAreaField(_l("您的意见"), [InputRequired(_l("请写下您的意见。"))])
    name = StringField(_l("怎么称呼您"), [Optional(), Length(max=30, message=_l("称呼最多 30 个字。"))])
    contact = RadioField(
        _l("怎样告诉您结果"),
        choices=[("phone", _l("发短信到我的手机")), ("none", _l("不留手机号，自己凭编号查"))],
        default="phone",
    )


class CodeForm(FlaskForm):
    """Phone and code on one page: the code's box appears once a code is on its way."""

    phone = StringField(_l("手机号"), [Optional()])
    code = StringField(_l("短信里的验证码"), [Optional()])


class StatusForm(FlaskForm):
    number = StringField(_l("编号"), [InputRequired(_l("请填写编号，例如 2026-0042。"))])
    code = StringField(_l("查询码"), [InputRequired(_l("请填写回执上的查询码。"))])


class ProofForm(FlaskForm):
    """What was sent, proven by the code or by the text itself."""

    number = StringField(_l("编号"), [InputRequired(_l("请填写编号，例如 2026-0042。"))])
    code = StringField(_l("查询码"), [Optional()])
    text = TextAreaField(_l("当时写的内容"), [Optional()])


class PlainForm(FlaskForm):
    """Only the token: for buttons."""


class EntryForm(FlaskForm):
    """What a clerk enters for somebody: a letter, a visit, a call, a slip from a meeting."""

    key = HiddenField()
    subject = SelectField(_l("关于哪件事"), choices=[], validate_choice=False)
    anchor = SelectField(_l("说的是哪一段"), [Optional()], choices=[], validate_choice=False)
    source = RadioField(
        _l("怎么来的"),
        choices=[(code, messages.SOURCES[code]) for code in rules.ENTRY_SOURCES],
        default="telephone",
    )
    received_on = DateField(_l("收到的日期"), [Optional()])
    text = TextAreaField(_l("意见内容"), [InputRequired(_l("请写下意见的内容，照原话记。"))])
    name = StringField(_l("称呼"), [Optional(), Length(max=30, message=_l("称呼最多 30 个字。"))])
    contact = StringField(_l("联系电话"), [Optional(), Length(max=30)])
    no_contact = BooleanField(_l("来人不留联系方式"))
    notice = BooleanField(_l("个人信息告知已经念给来人听（来信的：信里同意答复），他同意"))
    read_back = BooleanField(_l("记下的内容已经念回给来人核对"))
    not_secret = BooleanField(_l("内容和附件没有国家秘密标志"))
    scan = FileField(_l("来信或记录的扫描件"), [Optional()])


class AcceptForm(FlaskForm):
    text = TextAreaField(_l("公开的文字"), [Optional()])
    keep_private = BooleanField(_l("这一条不在网上公开，只答复本人"))
    show_file = BooleanField(_l("附件看过了，没有个人信息，也可以公开"))
    department_id = SelectField(_l("办理单位"), choices=[], validate_choice=False)


class RejectForm(FlaskForm):
    reason = RadioField(
        _l("不受理的原因"),
        choices=[(code, messages.REJECTIONS[code]) for code in rules.REJECTIONS],
        validate_choice=False,
    )


class EndForm(FlaskForm):
    outcome = RadioField(
        _l("办理结果"),
        choices=[(code, messages.OUTCOMES[code][1]) for code in rules.OUTCOMES],
        validate_choice=False,
    )
    reason = TextAreaField(_l("答复或理由"), [Optional()])
    passed_to = StringField(_l("转给哪个单位或平台"), [Optional(), Length(max=120)])
    passed_number = StringField(_l("那边的编号"), [Optional(), Length(max=60)])


class AssignForm(FlaskForm):
    department_id = SelectField(_l("办理单位"), choices=[], validate_choice=False)
