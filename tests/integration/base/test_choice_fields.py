"""What a form doesn't offer is refused in the page's language, and what was sent stays."""

from __future__ import annotations

import pytest
from flask import Flask, g
from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from core.base.choice_fields import RadioField, SelectField, SelectMultipleField

OFFERED = [(1, "一"), (2, "二")]


@pytest.mark.parametrize("field", [RadioField, SelectField, SelectMultipleField])
@pytest.mark.parametrize("sent", ["3", "x", "²"])
@pytest.mark.parametrize(("lang", "words"), [("zh", "请从列出的选项里选。"), ("en", "Please choose one")])
def test_what_isnt_offered(app: Flask, field: type[Field], sent: str, lang: str, words: str) -> None:
    form_class = type("F", (Form,), {"one": field("数", choices=OFFERED, coerce=int)})
    with app.test_request_context(f"/{lang}/"):
        g.lang = lang
        form = form_class(MultiDict({"one": sent}))
        assert not form.validate()
        assert all(said.startswith(words) for said in form.one.errors)
        assert form.one.raw_data == [sent]
