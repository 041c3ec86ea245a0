"""The macros every page is made of: what they print, and that they never print what the CSP forbids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template, render_template_string
from flask_babel import Babel
from flask_wtf import CSRFProtect, FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from core.base.choice_fields import RadioField, SelectField, SelectMultipleField
from core.web import pieces

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "core" / "web" / "static"
VOID = {"meta", "link", "input", "br", "img", "rect", "circle", "line", "path", "hr"}


class Balance(HTMLParser):
    """Collects tags and complains about what is left open or closed twice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1:] == [tag], f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()


def well_formed(html: str) -> str:
    balance = Balance()
    balance.feed(html)
    assert not balance.open, balance.open
    assert len(balance.ids) == len(set(balance.ids)), "an id is used twice"
    return html


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask(__name__, template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.config.update(SECRET_KEY="only for this test", TESTING=True)
    Babel(app, default_locale="zh_Hans_CN")
    CSRFProtect(app)
    pieces.register(app)
    with app.test_request_context("/"):
        yield app


def marks(source: str, **values: Any) -> str:
    names = "seal, chain, tag, rule, empty, facts, sec_head, page_head, pieces, pager, task_steps, progress"
    return well_formed(
        render_template_string(f'{{% from "macros/marks.html" import {names} %}}{source}', **values)
    )


def forms(source: str, **values: Any) -> str:
    names = "errsum, hidden, field, choice_group, checkbox, group, submit, post_button, confirm"
    return well_formed(
        render_template_string(f'{{% from "macros/forms.html" import {names} %}}{source}', **values)
    )


class Guest(Form):
    name = StringField("称呼", validators=[DataRequired("请填写称呼")])


class Visit(FlaskForm):
    category = RadioField(
        "代表类别",
        choices=[SelectChoice("worker", "职工代表"), SelectChoice("expert", "专家学者")],
        validators=[InputRequired("请选择一个代表类别")],
    )
    name = StringField("怎么称呼您", validators=[DataRequired("请填写怎么称呼您")], description="例如王女士")
    day = DateField("开放日期", validators=[Optional()])
    way = SelectField(
        "活动形式", choices=[SelectChoice("site", "进现场"), SelectChoice("office", "进机关")], default="site"
    )
    places = SelectMultipleField(
        "发到哪里", choices=[SelectChoice("portal", "门户"), SelectChoice("wechat", "公众号")]
    )
    text = TextAreaField("活动内容")
    scan = FileField("扫描件")
    adult = BooleanField("我已年满 18 周岁", validators=[DataRequired("请确认已年满 18 周岁")])
    guest = FormField(Guest)
    others = FieldList(StringField("同行人", validators=[DataRequired("请填写同行人")]), min_entries=1)
    stamp = HiddenField(validators=[DataRequired("这一页开得太久，请重新打开")])


def rejected(**typed: str) -> Visit:
    form = Visit(formdata=MultiDict(typed), meta={"csrf": False})
    assert not form.validate()
    return form


# seals, chain, tags


@pytest.mark.parametrize(("chars", "letters"), [("阳", 1), ("初审", 2), ("不采纳", 3), ("保密审查", 4)])
def test_a_seal_takes_its_shape_from_the_number_of_characters(app: Flask, chars: str, letters: int) -> None:
    html = marks("{{ seal(chars) }}", chars=chars)
    assert html.count("<text") == letters
    assert 'aria-hidden="true"' in html


def test_a_seal_of_four_is_read_from_the_right_and_may_have_a_name(app: Flask) -> None:
    html = marks("{{ seal('保密审查', 'now', '保密审查') }}")
    right = re.findall(r'<text x="28.2"[^>]*>(.)<', html)
    assert right == ["保", "密"]
    assert 'role="img" aria-label="保密审查"' in html
    assert "seal--solid" in html


def test_the_chain_tells_each_state_in_words_and_marks_paper(app: Flask) -> None:
    steps = [
        {
            "code": "draft",
            "name": "拟稿",
            "state": "done",
            "who": "王女士",
            "when": "8月27日",
            "when_iso": "2026-08-27",
        },
        {"code": "first_review", "name": "初审", "state": "done", "who": "<b>马</b>", "way": "paper"},
        {"code": "secrecy_review", "name": "Secrecy review", "state": "now", "note": "已 1 天"},
        {"code": "archive", "name": "建档", "state": "todo"},
    ]
    html = marks("{{ chain(steps) }}", steps=steps)
    assert html.count('aria-current="step"') == 1
    assert '<li class="is-now" aria-current="step">' in html
    assert '<time datetime="2026-08-27">8月27日</time>' in html
    assert html.count("纸质签批") == 1
    assert "&lt;b&gt;马" in html
    assert "（正在办）" in html
    assert "（还没到）" in html
    # an English page keeps the Chinese characters in the seal
    assert re.search(r">保</text>.*>查</text>", html)
    assert "chain--row" in marks("{{ chain(steps, row=True) }}", steps=steps)


def test_a_rule_says_verdict_then_advice_then_clause(app: Flask) -> None:
    html = marks("{{ rule('stop', '还不能公开', 'OD-04', '缺邮箱') }}")
    assert html.index("还不能公开") < html.index("缺邮箱") < html.index("OD-04")
    called = marks("{% call rule('warn', '可疑', 'OD-08') %}<a href='#p3'>去看</a>{% endcall %}")
    assert "<a href='#p3'>去看</a>" in called


def test_small_marks(app: Flask) -> None:
    assert marks("{{ tag('ok', '齐全') }}") == '<span class="tag" data-s="ok">齐全</span>'
    assert (
        marks("{{ facts([('谁来用', '水务局'), {'label': '存多久', 'value': '90 天'}]) }}").count("<dd>") == 2
    )
    assert "去看公告" in marks("{{ empty('还没有人报名。', '/a', '去看公告') }}")
    assert marks("{{ pieces(['水务局', '开放日']) }}").count('class="ib"') == 2
    assert marks("{{ pieces('水务局') }}") == "水务局"
    assert '<h3 id="x">' in marks("{{ sec_head('题', id='x', level=3) }}")
    assert 'value="3" max="9"' in marks("{{ progress(3, 9, '正在导入') }}")
    html = marks("{{ task_steps(['验证', '类别', '确认'], 2) }}")
    assert html.count("is-done") == 1
    assert html.count('aria-current="step"') == 1


def test_the_pager_is_left_out_for_one_page(app: Flask) -> None:
    assert marks("{{ pager({'number': 1, 'pages': 1}) }}").strip() == ""
    html = marks(
        "{{ pager({'number': 2, 'pages': 3, 'total': 55, 'previous_url': '?page=1', 'next_url': '?page=3'}) }}"
    )
    assert "第 2 页，共 3 页" in html
    assert "共 55 条" in html
    assert 'rel="prev" href="?page=1"' in html
    assert 'rel="next" href="?page=3"' in html


# forms


def test_a_field_joins_label_help_error_and_what_was_typed(app: Flask) -> None:
    form = rejected(text="看水厂 <b>")
    html = forms("{{ field(form.name, autocomplete='name') }}", form=form)
    assert '<label for="name">' in html
    assert 'aria-describedby="name-help name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'autocomplete="name"' in html
    assert 'class="form-control"' in html
    assert html.index("name-help") < html.index("name-error") < html.index("<input")
    area = forms("{{ field(form.text, rows=5) }}", form=form)
    assert "看水厂 &lt;b&gt;" in area
    assert 'rows="5"' in area
    assert "aria-invalid" not in area


def test_kinds_of_controls(app: Flask) -> None:
    form = Visit()
    assert 'class="form-select"' in forms("{{ field(form.way) }}", form=form)
    assert 'type="date"' in forms("{{ field(form.day) }}", form=form)
    assert "form-control--file" in forms("{{ field(form.scan) }}", form=form)
    assert "可不填" in forms("{{ field(form.day) }}", form=form)
    assert "可不填" not in forms("{{ field(form.name) }}", form=form)
    assert "可不填" not in forms("{{ field(form.day, optional=False) }}", form=form)
    beside = forms("{% call field(form.name) %}<button>发验证码</button>{% endcall %}", form=form)
    assert beside.index('class="with-btn"') < beside.index("<input") < beside.index("<button>")


def test_choices_keep_what_was_chosen_and_lead_the_summary_to_the_first(app: Flask) -> None:
    form = rejected(category="expert", places="wechat")
    html = forms(
        "{{ choice_group(form.category, notes={'worker': '已满'}, right={'expert': '余 3 席'}, disabled=['worker']) }}",
        form=form,
    )
    assert re.search(r'value="expert" checked', html)
    assert re.search(r'value="worker" disabled', html)
    assert "<legend>代表类别</legend>" in html
    assert "余 3 席" in html
    assert "<small>已满</small>" in html
    many = forms("{{ choice_group(form.places) }}", form=form)
    assert many.count('type="checkbox"') == 2
    assert 'value="wechat" checked' in many
    wrong = rejected()
    assert 'href="#category-0"' in forms("{{ errsum(form) }}", form=wrong)
    assert 'id="category-0"' in forms("{{ choice_group(form.category) }}", form=wrong)


def test_the_summary_counts_and_links_enclosed_fields_too(app: Flask) -> None:
    html = forms("{{ errsum(form) }}", form=rejected(way="site"))
    targets = re.findall(r'href="#([^"]+)"', html)
    assert targets == ["category-0", "name", "adult", "guest-name", "others-0"]
    assert "<span>这一页开得太久，请重新打开</span>" in html
    assert "有 6 处要改，改好就能提交" in html
    assert 'role="alert" tabindex="-1"' in html
    assert forms("{{ errsum(form) }}", form=Visit()).strip() == ""


def test_form_level_errors_stand_in_the_summary(app: Flask) -> None:
    form = Visit()
    form.form_errors = ["两场只能报一场"]
    assert "<span>两场只能报一场</span>" in forms("{{ errsum(form) }}", form=form)


def test_a_box_to_tick_keeps_its_state_and_marks_its_group(app: Flask) -> None:
    wrong = rejected()
    html = forms(
        "{% call group('声明', fields=[form.adult]) %}{{ checkbox(form.adult) }}{% endcall %}", form=wrong
    )
    assert 'class="field is-invalid"' in html
    assert 'aria-describedby="adult-error"' in html
    kept = Visit(formdata=MultiDict({"adult": "y"}), meta={"csrf": False})
    assert " checked" in forms("{{ checkbox(form.adult) }}", form=kept)


def test_buttons_say_why_they_cannot_be_pressed(app: Flask) -> None:
    html = forms("{{ submit('送审核', disabled_reason='还差 2 项') }}")
    assert " disabled>" in html
    assert "还差 2 项" in html
    assert "btn-primary" not in forms("{{ submit('先存着', primary=False) }}")
    assert 'name="go" value="next"' in forms("{{ submit('下一步', name='go', value='next') }}")
    one = forms("{{ post_button('/x', '停用', 't0', fields={'id': 7}) }}")
    assert 'name="csrf_token" value="t0"' in one
    assert 'name="id" value="7"' in one


def test_the_page_that_asks_first(app: Flask) -> None:
    html = forms(
        "{{ confirm(form, '/do', '撤下这份公告？', '群众会看到撤下说明。', '撤下', '/back') }}", form=Visit()
    )
    assert '<form class="form" method="post" action="/do" novalidate>' in html
    assert 'name="csrf_token"' in html
    assert 'href="/back"' in html
    assert "btn-primary" not in html


# frames and errors


@pytest.mark.parametrize("frame", ["public.html", "staff.html", "plain.html"])
def test_a_frame_stands_without_any_variable(app: Flask, frame: str) -> None:
    html = well_formed(render_template(frame))
    assert '<html lang="zh-Hans-CN"' in html
    assert 'href="#main"' in html
    assert '<main id="main"' in html


def test_the_public_frame_in_elder_mode_and_in_english(app: Flask) -> None:

    def nav() -> list[dict[str, object]]:
        return [{"url": "/od", "title": "开放日", "current": True}]

    elder = render_template(
        "public.html", elder_mode=True, elder_url="/off", public_nav=nav, other_lang_url="/en"
    )
    assert 'data-mode="elder"' in elder
    assert "普通版" in elder
    assert "开放日" not in elder
    assert "English" not in elder
    english = render_template("public.html", lang="en", public_nav=nav, other_lang_url="/zh")
    assert '<html lang="en"' in english
    assert ">中文</a>" in english
    assert 'aria-current="page"' in english


def test_leaving_is_a_form_with_a_token(app: Flask) -> None:
    html = render_template("staff.html", user={"name": "王女士", "role": "部门编辑"}, sign_out_url="/out")
    assert re.search(
        r'<form method="post" action="/out"><input type="hidden" name="csrf_token" value="[^"]+">', html
    )


@pytest.mark.parametrize("code", [403, 404, 409, 413, 422, 429, 500, 503])
def test_an_error_page_says_what_happened_and_what_to_do(app: Flask, code: int) -> None:
    site = {"phone": "260 0110"}
    html = well_formed(render_template(f"errors/{code}.html", site=site, home_url="/zh/"))
    assert f">{code}</p>" in html
    assert 'href="tel:2600110"' in html
    assert 'href="/zh/"' in html
    assert "操作失败" not in html
    told = render_template(f"errors/{code}.html", detail="这一场刚满，下午场还有 2 席。")
    assert "这一场刚满，下午场还有 2 席。" in told


def test_a_document_with_every_kind_of_block(app: Flask) -> None:
    doc = {
        "head": "云川市水务局",
        "number": "云水公告〔2026〕7号",
        "title": ["云川市水务局", "活动公告"],
        "blocks": [
            {"kind": "heading1", "text": "一、开放主题"},
            {"kind": "heading2", "text": "（一）看过程"},
            {"kind": "paragraph", "text": "一滴水的旅程 <script>"},
            {
                "kind": "table",
                "head": ["类别", "余"],
                "rows": [["专家", "2"]],
                "foot": ["合计", "2"],
                "numeric": True,
            },
            {"kind": "sign", "lines": ["云川市水务局", "2026年8月31日"]},
        ],
    }
    html = well_formed(
        render_template_string(
            '{% from "macros/doc.html" import docpage %}'
            '{% call docpage(doc, "这一版") %}<section>版本</section>{% endcall %}',
            doc=doc,
        )
    )
    assert "<h2>一、开放主题</h2>" in html
    assert "<h3>（一）看过程</h3>" in html
    assert "&lt;script&gt;" in html
    assert '<td class="num">2</td>' in html
    assert '<aside class="margin" aria-label="这一版"><section>版本</section></aside>' in html
