"""Pages of public answers and of follow-up: marks decided, the public page, one tap, the caller's own page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.base.db import db
from plugins.hotline.models import FollowUp, Order, PublishedAnswer, Topic

MOMENT = "2026-05-15T10:42"
PASSWORD = "yunchuan-demo"


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo(MOMENT, SECOND_FACTOR_ROLES="none")


def signed_in(demo: Flask, login: str) -> tuple[FlaskClient, str]:
    """A browser and the address of the hotline's staff pages."""
    client = demo.test_client()
    client.post("/zh/staff/sign-in", data={"login_name": login, "password": PASSWORD})
    found = re.search(r"/zh/staff/c/([^/]+)/", client.get("/zh/staff/").text)
    assert found is not None
    return client, f"/zh/staff/c/{found[1]}/hotline"


def public(base: str) -> str:
    return base.replace("/zh/staff/c/", "/zh/c/")


def test_answers_from_the_list_to_one_tap_and_search(demo: Flask) -> None:
    _client, base = signed_in(demo, "housing")
    listed = public(base)
    reader = demo.test_client()
    page = reader.get(f"{listed}/answers/").text
    assert "自来水发黄还能喝吗" in page
    assert "水表坏了" in reader.get(f"{listed}/answers/?q=水表").text
    assert "没有找到这样的答复" in reader.get(f"{listed}/answers/?q=量子纠缠").text
    with demo.app_context():
        answer_id, before = db.session.execute(
            db.select(PublishedAnswer.answer_id, PublishedAnswer.helped).order_by(PublishedAnswer.answer_id)
        ).first()  # type: ignore[misc]
    one = f"{listed}/answers/{answer_id}/"
    assert "解决了我的问题" in reader.get(one).text
    for _twice in range(2):
        assert reader.post(f"{one}helped").status_code == 303
    again = reader.get(one).text
    assert "您今天说过" in again
    with demo.app_context():
        line = db.session.get_one(PublishedAnswer, answer_id)
        assert line.helped == before + 1
    assert reader.get(f"{listed}/answers/9999/").status_code == 404


def counted(page: str, box: str) -> dict[str, int]:
    """A filter's choices with the figures behind them."""
    found = re.search(rf'<select[^>]*name="{box}">(.*?)</select>', page, re.S)
    assert found is not None
    return {name: int(n) for name, n in re.findall(r">([^<>]+) \((\d+)\)<", found[1])}


def test_a_search_by_topic_and_by_unit_counts_what_it_found(demo: Flask) -> None:
    _client, base = signed_in(demo, "housing")
    with demo.app_context():
        wanted = db.select(PublishedAnswer).order_by(PublishedAnswer.answer_id)
        lines = {line.question: line for line in db.session.scalars(wanted)}
        topics = {name: key for key, name in db.session.execute(db.select(Topic.id, Topic.name)).all()}
        meter, notice = lines["水表坏了，水费怎么算"], lines["停水会提前通知吗"]
        meter.topic_id, meter.department_id = topics["住房与物业"], 1
        water = notice.department_id
        db.session.commit()
    houses, pipes = topics["住房与物业"], topics["供水与供热"]
    reader, address = demo.test_client(), f"{public(base)}/answers/"

    every = reader.get(f"{address}?q=水").text
    by_topic = counted(every, "topic")
    assert by_topic["住房与物业"] == 1
    assert by_topic["供水与供热"] >= 2
    assert set(by_topic) == {"住房与物业", "供水与供热"}, "a topic of which nothing was found isn't offered"
    assert sum(counted(every, "unit").values()) == sum(by_topic.values()) == every.count("<li><time datetime")

    one = reader.get(f"{address}?q=水&topic={houses}").text
    assert "水表坏了" in one
    assert "停水会提前通知吗" not in one
    assert counted(one, "topic") == by_topic, "the other topics say what choosing them would show"
    assert sum(counted(one, "unit").values()) == 1
    assert f'<option value="{houses}" selected>' in one

    both = reader.get(f"{address}?q=水&topic={houses}&unit={water}").text
    assert "没有找到这样的答复" in both
    assert counted(both, "topic") == {"住房与物业": 0, "供水与供热": by_topic["供水与供热"]}
    without_words = reader.get(f"{address}?topic={pipes}").text
    assert "水表坏了" not in without_words
    assert counted(without_words, "topic") == {"住房与物业": 1, "供水与供热": 3}
    for odd in ("topic=x&unit=-1", "q=%00%ff&page=99999999999", "topic=99999999999999999999&q=水"):
        assert reader.get(f"{address}?{odd}").status_code == 200, odd


def test_a_draft_is_marked_decided_and_sent(demo: Flask) -> None:
    client, base = signed_in(demo, "housing")
    page = client.get(f"{base}/answers").text
    found = re.search(r'href="([^"]*/hotline/answers/\d+)">某花园', page)
    assert found is not None
    address = found[1]
    draft = client.get(address).text
    assert "冯女士" in draft
    assert "某女士" in draft
    assert "还不能送" in draft
    version = re.search(r'name="version"[^>]*value="(\d+)"', draft)
    assert version is not None
    marks = sorted(set(re.findall(r'name="(mark-\d+)"', draft)))
    assert len(marks) >= 4
    assert client.post(f"{address}/submit", data={"version": version[1]}).status_code == 422
    half = client.post(f"{address}/marks", data={"version": version[1], marks[0]: "masked"})
    assert half.status_code == 303
    given = dict.fromkeys(marks, "masked") | {"version": str(int(version[1]) + 1)}
    assert client.post(f"{address}/marks", data=given).status_code == 303
    nothing = client.post(
        f"{address}/more", data={"version": str(int(version[1]) + 2), "words": "没有的话", "kind": "name"}
    )
    assert nothing.status_code == 422
    assert "都没有这几个字" in nothing.text
    sent = client.post(f"{address}/submit", data={"version": str(int(version[1]) + 2)}, follow_redirects=True)
    assert "已送审" in sent.text
    assert client.get(f"{base}/answers/typical.docx").status_code in (200, 403)
    empty = client.post(f"{base}/answers/new", data={"question": "", "answer": "有"})
    assert empty.status_code == 422
    assert "写上群众问的是什么" in empty.text


def test_a_caller_answers_by_link_and_by_number(demo: Flask) -> None:
    _client, base = signed_in(demo, "supervisor")
    with demo.app_context():
        from core.base import privacy

        row = db.session.scalars(db.select(FollowUp).filter_by(state="asked").order_by(FollowUp.id)).first()
        assert row is not None
        row.token_digest = privacy.token_digest("a-token")
        number = db.session.get_one(Order, row.order_id).number
        row_id = row.id
        db.session.commit()
    reader = demo.test_client()
    page = reader.get(f"{public(base)}/follow-up/a-token")
    assert number in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert reader.post(f"{public(base)}/follow-up/a-token", data={"resolved": "yes"}).status_code == 422
    given = {"resolved": "yes", "satisfaction": "5", "words": "谢谢"}
    assert (
        "评价记下了"
        in reader.post(f"{public(base)}/follow-up/a-token", data=given, follow_redirects=True).text
    )
    with demo.app_context():
        kept = db.session.get_one(FollowUp, row_id)
        assert (kept.state, kept.way, kept.satisfaction) == ("answered", "link", 5)
    assert reader.get(f"{public(base)}/follow-up/wrong").status_code == 404
    assert "工单号" in reader.get(f"{public(base)}/follow-up/").text


def test_ringing_back_and_figures(demo: Flask) -> None:
    client, base = signed_in(demo, "operator")
    assert client.get(f"{base}/follow-up").status_code == 200
    figures = client.get(f"{base}/follow-up/figures").text
    assert "满意率" in figures
    assert "没有回应" in figures
    assert client.get(f"{base}/follow-up/99999").status_code == 404
    editor, base = signed_in(demo, "editor")
    assert editor.get(f"{base}/follow-up").status_code == 403
