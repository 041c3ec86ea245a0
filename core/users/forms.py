"""Forms of the users room: shapes only. What is right is decided by the services."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.base.choice_fields import SelectField
from core.base.errors import DomainError
from core.base.wording import phrase, words
from core.users.contracts import Department, SaveDepartment, SavePerson
from core.users.messages import KINDS
from core.users.rules import KINDS as KIND_CODES
from core.users.rules import plain, refuse_contact_phone, refuse_login_name, refuse_mail, split_names


def blame(form: Any, error: DomainError, **fields: str) -> None:
    """Put a refusal's words at the field it names, or at the form. `fields`: the service's name → the form's."""
    named = getattr(error, "field", None)
    target = form._fields.get(fields.get(named, named)) if named else None
    if target is None:
        form.form_errors.append(words(error))
    else:
        target.errors = [*target.errors, words(error)]


class PlainForm(FlaskForm):
    """Only the token: for buttons and confirm pages."""


class PhoneForm(FlaskForm):
    phone = StringField(_l("手机号"), [InputRequired(_l("请填写手机号。"))])


class CorrectForm(FlaskForm):
    """One value of one record, set right by its person."""

    ref = HiddenField()
    name = HiddenField()
    value = StringField(_l("正确的内容"), [Length(max=60, message=_l("最多 60 个字。"))])


class CodeForm(FlaskForm):
    code = StringField(_l("短信里的验证码"), [InputRequired(_l("请填写短信里的 6 位数字。"))])


class SignInForm(FlaskForm):
    login_name = StringField(_l("登录名"), [InputRequired(_l("请填写登录名。"))])
    password = PasswordField(_l("密码"), [InputRequired(_l("请填写密码。"))])
    next = HiddenField()


class SecondFactorForm(FlaskForm):
    code = StringField(_l("动态码"), [InputRequired(_l("请填写手机上显示的 6 位动态码，或者一个备用码。"))])
    next = HiddenField()


class ConfirmForm(FlaskForm):
    password = PasswordField(_l("您的密码"), [InputRequired(_l("请填写密码。"))])
    next = HiddenField()


class NewPasswordForm(FlaskForm):
    password = PasswordField(_l("新密码"), [InputRequired(_l("请填写新密码。"))])
    again = PasswordField(_l("再填一次新密码"), [InputRequired(_l("请再填一次新密码。"))])

    def validate(self, extra_validators: Any = None) -> bool:
        return _twice(super().validate(extra_validators), self.password, self.again)


class SetUpForm(NewPasswordForm):
    name = StringField(_l("您的姓名"), [InputRequired(_l("请填写姓名。")), Length(max=60)])
    login_name = StringField(_l("登录名"), [InputRequired(_l("请填写登录名。"))])


class ChangePasswordForm(FlaskForm):
    old = PasswordField(_l("现在的密码"), [InputRequired(_l("请填写现在的密码。"))])
    new = PasswordField(_l("新密码"), [InputRequired(_l("请填写新密码。"))])
    again = PasswordField(_l("再填一次新密码"), [InputRequired(_l("请再填一次新密码。"))])

    def validate(self, extra_validators: Any = None) -> bool:
        return _twice(super().validate(extra_validators), self.new, self.again)


class DepartmentForm(FlaskForm):
    name = StringField(_l("全称"), [InputRequired(_l("请填写部门全称。"))])
    short_name = StringField(_l("简称"), [Optional(), Length(max=60, message=_l("简称最多 60 个字。"))])
    aliases = StringField(_l("别名"), [Optional()])
    kind = SelectField(_l("类别"), choices=[], validate_choice=False)
    parent_id = SelectField(_l("上级"), choices=[], validate_choice=False)

    def offer(self, departments: list[Department], *, root: bool) -> None:
        self.kind.choices = [(code, KINDS[code]) for code in KIND_CODES]
        top = [("", _l("没有上级（最高一级）"))] if root else []
        self.parent_id.choices = [*top, *((str(d.id), d.label) for d in departments)]

    def command(self) -> SaveDepartment:
        return SaveDepartment(
            name=self.name.data or "",
            kind=self.kind.data or "",
            parent_id=number(self.parent_id.data),
            short_name=self.short_name.data or "",
            aliases=split_names(self.aliases.data or ""),
        )


class PersonForm(FlaskForm):
    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名。"))])
    login_name = StringField(_l("登录名"), [InputRequired(_l("请填写登录名。"))])
    department_id = SelectField(_l("部门"), choices=[], validate_choice=False)
    phone = StringField(_l("联系电话"), [Optional()])
    mail = StringField(_l("邮箱"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """All shapes at once, so that nobody mends one field only to hear of the next."""
        fine: bool = super().validate(extra_validators)
        for field, refuse in (
            (self.login_name, refuse_login_name),
            (self.phone, refuse_contact_phone),
            (self.mail, refuse_mail),
        ):
            verdict = refuse(plain(field.data or "")) if not field.errors else None
            if verdict is not None:
                field.errors = [phrase(verdict.code, verdict.params)]
                fine = False
        return fine

    def offer(self, departments: list[Department], *, none: bool) -> None:
        empty = [("", _l("不属于哪个部门") if none else _l("请选择"))]
        self.department_id.choices = [*empty, *((str(d.id), d.label) for d in departments)]

    def command(self) -> SavePerson:
        return SavePerson(
            name=self.name.data or "",
            login_name=self.login_name.data or "",
            department_id=number(self.department_id.data),
            phone=self.phone.data or "",
            mail=self.mail.data or "",
        )


class GrantForm(FlaskForm):
    role = SelectField(_l("角色"), choices=[], validate_choice=False)
    department_id = SelectField(_l("管到哪里"), choices=[], validate_choice=False)
    campaign_id = SelectField(_l("哪次活动"), choices=[], validate_choice=False)


class SheetForm(FlaskForm):
    file = FileField(_l("填好的表格（.xlsx）"))


class ImportForm(FlaskForm):
    rows = TextAreaField()


def number(text: str | None) -> int | None:
    """The id chosen in a list; None for the empty choice."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None


def _twice(fine: bool, first: Any, second: Any) -> bool:
    if fine and first.data != second.data:
        second.errors = [*second.errors, words(DomainError("password_differs"))]
        return False
    return fine
