"""The operator's form: shape only. What must be filled for what is decided by rules.intake."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import HiddenInput

from core.api import RadioField, SelectField

from .rules import intake as rules
from .wording_intake import HANDLES, LANGUAGES, RESULTS, SORTS

_LONG = _l("太长了，请写短一些。")


def _number(text: Any) -> int | None:
    return int(text) if text not in (None, "", "None") else None


class IntakeForm(FlaskForm):
    """A call as it is noted down. `key` names the draft, `version` the saving that this window has seen."""

    key = HiddenField(validators=[Length(max=64)])
    version = IntegerField(validators=[Optional()], default=0, widget=HiddenInput())
    order_key = HiddenField(validators=[Length(max=64)])
    answers = HiddenField(validators=[Length(max=200)])
    merge = HiddenField(validators=[Length(max=12)])
    not_same = HiddenField(validators=[Length(max=200)])
    offered = HiddenField(validators=[Length(max=200)])
    began = HiddenField(validators=[Length(max=40)])
    told = HiddenField(validators=[Length(max=60)])
    phone = StringField(_l("来电号码"), validators=[Optional(), Length(max=40, message=_LONG)])
    name = StringField(_l("怎么称呼"), validators=[Optional(), Length(max=rules.NAME_MOST, message=_LONG)])
    topic = SelectField(_l("热点"), coerce=_number, validators=[Optional()])
    sort = RadioField(_l("类型"), choices=[(code, SORTS[code]) for code in rules.SORTS], default="consult")
    title = StringField(_l("一句话"), validators=[Length(max=rules.TITLE_MOST, message=_LONG)])
    place = StringField(_l("地点"), validators=[Optional(), Length(max=rules.PLACE_MOST, message=_LONG)])
    words = TextAreaField(
        _l("来电人怎么说"), validators=[Optional(), Length(max=rules.WORDS_MOST, message=_LONG)]
    )
    reply = TextAreaField(
        _l("怎么答的"), validators=[Optional(), Length(max=rules.REPLY_MOST, message=_LONG)]
    )
    language = SelectField(_l("说什么话"), choices=[*LANGUAGES.items()], default="")
    confidential = BooleanField(_l("来电人要求保密"))
    urgent = BooleanField(_l("紧急"))
    handle = RadioField(
        _l("怎么办"), choices=[(code, HANDLES[code]) for code in rules.HANDLES], default="answer"
    )
    department = SelectField(_l("派给"), coerce=_number, validators=[Optional()])
    callback_at = SelectField(_l("什么时候回拨"), validators=[Optional()], default="")
    result = RadioField(
        _l("结果"), choices=[(code, RESULTS[code]) for code in rules.RESULTS], default="answered"
    )
    publish = BooleanField(_l("这个回答值得公开"))
    ask_to = SelectField(
        _l("提给哪场访谈"), validators=[Optional()], choices=[], default="", validate_choice=False
    )
    ask_order = BooleanField(_l("同时记成工单"))
    ask_notice = BooleanField(_l("个人信息告知已念，同意留电话"))
    find = StringField(_l("搜公开答复"), validators=[Optional(), Length(max=200)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_errors: list[str] = []

    def typed(self) -> rules.Typed:
        """What the form holds, as the rules read it."""
        moment = self.callback_at.data
        result = self.result.data or "answered"
        handle = self.handle.data or "answer"
        return rules.Typed(
            phone=(self.phone.data or "").strip(),
            name=(self.name.data or "").strip(),
            topic_id=self.topic.data,
            sort=self.sort.data or "consult",
            title=(self.title.data or "").strip(),
            place=(self.place.data or "").strip(),
            words=(self.words.data or "").strip(),
            language=self.language.data or "",
            confidential=bool(self.confidential.data),
            urgent=bool(self.urgent.data),
            handle=handle,
            department_id=self.department.data if handle == "dispatch" else None,
            reply=(self.reply.data or "").strip() if handle == "answer" else "",
            callback_at=datetime.fromisoformat(moment) if moment else None,
            result=result if result == "void" else rules.RESULT_OF[handle],
            publish=bool(self.publish.data),
            answer_ids=ids(self.answers.data),
            merge_into=next(iter(ids(self.merge.data)), 0),
            not_same=ids(self.not_same.data),
        )


def ids(text: str | None) -> tuple[int, ...]:
    """`12,15` as numbers; what is none is left out, each once."""
    return tuple(dict.fromkeys(int(part) for part in (text or "").split(",") if part.strip().isdecimal()))
