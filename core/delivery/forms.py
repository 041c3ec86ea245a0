"""Forms of the delivery room: shapes only."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.base.choice_fields import RadioField, SelectField, SelectMultipleField
from core.delivery.contracts import Choice
from core.delivery.messages import CALL_RESULTS, WAYS


class ChoiceForm(FlaskForm):
    way = RadioField(_l("怎样通知您"), choices=[], validate_choice=False)
    mail = StringField(_l("收消息的邮箱"), [Optional(), Length(max=200)])
    robot = StringField(_l("群机器人的地址"), [Optional(), Length(max=500)])
    wanted = SelectMultipleField(
        _l("要哪些消息"),
        choices=[],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    lang = SelectField(
        _l("消息用什么语言写"), choices=[("zh", "中文"), ("en", "English")], validate_choice=False
    )

    def offer(self, ways: list[str], kinds: list[Any]) -> None:
        self.way.choices = [(code, WAYS[code]) for code in ["", *ways]]
        self.wanted.choices = [(kind.code, kind.title) for kind in kinds]

    def show(self, choice: Choice) -> None:
        self.way.data, self.mail.data, self.robot.data = choice.way, choice.mail, choice.robot
        self.lang.data = choice.lang
        self.wanted.data = [code for code, _title in self.wanted.choices if code not in choice.unwanted]

    def choice(self) -> Choice:
        wanted = set(self.wanted.data or ())
        return Choice(
            way=self.way.data or "",
            mail=self.mail.data or "",
            robot=self.robot.data or "",
            lang=self.lang.data or "zh",
            unwanted=tuple(code for code, _title in self.wanted.choices if code not in wanted),
        )


class CallForm(FlaskForm):
    result = SelectField(_l("打得怎么样"), choices=list(CALL_RESULTS.items()), validate_choice=False)
    note = StringField(_l("备注"), [Optional(), Length(max=500, message=_l("备注最多 500 个字。"))])


class ActForm(FlaskForm):
    """The buttons under the list; which messages are ticked stands beside it."""

    reason = TextAreaField(_l("为什么不再发"), [Optional(), Length(max=500, message=_l("最多 500 个字。"))])


class TestForm(FlaskForm):
    phone = StringField(_l("发到哪个手机号"), [InputRequired(_l("请填写手机号。"))])
