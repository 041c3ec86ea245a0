"""From a notice to a campaign, on the pages: paste, correct, confirm; and what is no notice."""

from __future__ import annotations

import io
import re

import pytest
from flask.testing import FlaskClient

from core.base.access import SYSTEM
from core.campaigns import service
from core.campaigns.service import reading as readings
from tests.web.campaigns.conftest import DISTRICT, WATER, City, filled

STAFF = "/zh/staff"

NOTICE = """云川市人民政府办公室关于开展2026年“5·15政务公开日”活动的通知
云政办发〔2026〕15号
各县区人民政府，市政府各部门：
为做好今年的政务公开日活动，现将有关事项通知如下。
一、活动主题
阳光政务，便民利民。
二、活动时间
2026年5月15日至5月31日。
三、参加单位
云川市水务局、云川市住房和城乡建设局、云川市公安局。
四、活动内容
（一）开展“在线访谈”活动。2026年5月20日9:05—9:55，云川市水务局主要负责同志在线回答群众提问。
（二）开展“行政决策大家看”活动。各部门公开本年度重大决策事项。
五、工作要求
（一）加强组织领导。各部门要高度重视。
（二）按时报送材料。各部门于2026年5月22日前将活动实施方案报市政府办公室。
联系人：李明，电话：0000-5550101
云川市人民政府办公室
2026年4月20日
"""

PASTE = f"{STAFF}/campaigns/from-notice"


def read(client: FlaskClient, text: str = NOTICE) -> str:
    answer = client.post(PASTE, data={"text": text.replace("\n", "\r\n"), "not_secret": "y"})
    assert answer.status_code == 303, re.findall(r'class="err"[^>]*>([^<]+)', answer.text)
    return answer.headers["Location"]


@pytest.fixture
def office(city: City) -> FlaskClient:
    return city.sign_in("office")


def test_the_findings_stand_beside_their_lines(office: FlaskClient) -> None:
    page = office.get(read(office)).text
    assert 'id="line-13"' in page
    assert 'href="#line-13"' in page
    assert "开展“在线访谈”活动" in page
    assert 'value="2026-05-15"' in page
    assert "本市已有" in page
    assert "新建部门" in page
    assert re.search(r'<option selected value="yunchuan"', page)


def test_a_confirmed_notice_is_a_campaign(city: City, office: FlaskClient) -> None:
    address = read(office)
    sent = filled(office.get(address).text)
    sent["confirm"] = "1"
    answer = office.post(address, data=sent)
    assert answer.status_code == 303, re.findall(r'class="err"[^>]*>([^<]+)', answer.text)
    page = office.get(answer.headers["Location"]).text
    assert "3 个参加单位（其中新建部门 1 个）" in page
    slug = answer.headers["Location"].rsplit("/", 1)[1]
    file = city.run(lambda: service.campaign_file(slug))
    assert file.state == "draft"
    assert file.pack_id == "yunchuan"
    assert file.number == "云政办发〔2026〕15号"
    assert {"在线访谈"} <= {a.heading.strip("开展“”活动。") for a in file.activities}
    assert file.activities[0].department_ids == (city.units[WATER],)
    assert [d.day.isoformat() for d in file.duties if d.day] == ["2026-05-22"]
    again = office.get(address)
    assert again.status_code == 303
    assert again.headers["Location"] == answer.headers["Location"]
    assert len(office.post(address, data=sent).headers["Location"]) > 0
    assert office.get(f"{STAFF}/campaigns").text.count('data-th="时间"') == 1


def test_adding_and_removing_rows_needs_no_script(city: City, office: FlaskClient) -> None:
    address = read(office)
    sent = filled(office.get(address).text)
    count = sum(1 for name in sent if re.fullmatch(r"activities-\d+-heading", name))
    sent[f"activities-{count - 1}-heading"] = "走进水厂"
    sent["activities-0-remove"] = "y"
    sent["theme"] = "改过的主题"
    sent["add"] = "activities"
    answer = office.post(address, data=sent)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(f"#row-activities-{count - 1}")
    page = office.get(address).text
    assert "走进水厂" in page
    assert "在线访谈”活动" not in filled(page)["activities-0-heading"][0]
    assert 'value="改过的主题"' in page
    after = filled(page)
    assert sum(1 for name in after if re.fullmatch(r"activities-\d+-heading", name)) == count


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(office: FlaskClient) -> None:
    address = read(office)
    sent = filled(office.get(address).text)
    sent["pack_id"], sent["starts_on"], sent["title"] = "", "2026-06-15", "改过的名称"
    sent["activities-0-periods"] = "下周三"
    sent["duties-0-anchor"] = "event_end+"
    sent["confirm"] = "1"
    answer = office.post(address, data=sent)
    assert answer.status_code == 422
    page = answer.text
    assert "请选择规则包" in page
    assert "“下周三”看不懂" in page
    assert "只填一种" in page
    assert 'href="#activities-0-periods"' in page
    assert 'href="#pack_id"' in page
    assert 'value="改过的名称"' in page
    assert ">下周三</textarea>" in page.replace("\r\n", "").replace("\n", "")
    sent["pack_id"], sent["activities-0-periods"], sent["duties-0-anchor"] = "yunchuan", "", ""
    answer = office.post(address, data=sent)
    assert answer.status_code == 422
    assert "早于开始日期" in answer.text


def test_who_has_an_activity_takes_part(city: City, office: FlaskClient) -> None:
    address = read(office)
    sent = filled(office.get(address).text)
    sent["activities-0-units"], sent["confirm"] = "云川市水务局、云川市海洋局", "1"
    made = office.post(address, data=sent).headers["Location"]
    assert "4 个参加单位（其中新建部门 2 个）" in office.get(made).text
    file = city.run(lambda: service.campaign_file(made.rsplit("/", 1)[1]))
    assert set(file.activities[0].department_ids) <= set(file.department_ids)
    assert len(file.activities[0].department_ids) == 2


def test_collective_words_stand_for_what_the_city_has(city: City, office: FlaskClient) -> None:
    address = read(office)
    sent = filled(office.get(address).text)
    sent["units"] = [sent["units"][0] + "\n各县（市、区）\n各有关部门"]
    sent["save"] = "1"
    office.post(address, data=sent)
    page = office.get(address).text
    assert "统称，指本市 1 个单位" in page
    assert "请写上具体单位" in page
    del sent["save"]
    sent["confirm"] = "1"
    slug = office.post(address, data=sent).headers["Location"].rsplit("/", 1)[1]
    file = city.run(lambda: service.campaign_file(slug))
    assert city.units[DISTRICT] in file.department_ids
    assert len(file.department_ids) == 4


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("床前明月光，疑是地上霜。\n举头望明月，低头思故乡。", "不像活动通知"),
        ("", "还没有文字"),
        ("政务公开" * 20_000, "文字太长"),
        ("\x00\x01\x02" * 500, "不是文字文件"),
    ],
)
def test_what_is_no_notice_stays_on_the_page(office: FlaskClient, text: str, sentence: str) -> None:
    answer = office.post(PASTE, data={"text": text, "not_secret": "y"})
    assert answer.status_code == 422
    assert sentence in answer.text
    if text.startswith("床前"):
        assert "低头思故乡" in answer.text
        assert "标题" in answer.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 20, "不是文字文件"),
        (b"PK\x03\x04 broken", "文件坏了"),
        (b"\xd0\xcf\x11\xe0 old word", "这种文件读不了"),
        (("一二三四五六七八九十" * 170_000).encode(), "文字太长"),
        (("政务公开日活动" * 400_000).encode(), "文件太大"),
    ],
)
def test_files_that_cannot_be_read(office: FlaskClient, content: bytes, sentence: str) -> None:
    data = {"file": (io.BytesIO(content), "notice.txt"), "not_secret": "y", "text": ""}
    answer = office.post(PASTE, data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_file_is_read_like_a_pasted_text(office: FlaskClient) -> None:
    data = {"file": (io.BytesIO(NOTICE.encode("gb18030")), "通知.txt"), "not_secret": "y", "text": ""}
    answer = office.post(PASTE, data=data, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert "开展“在线访谈”活动" in office.get(answer.headers["Location"]).text


def test_a_mark_of_secrecy_is_refused_unstored(city: City, office: FlaskClient) -> None:
    answer = office.post(PASTE, data={"text": f"秘密★1年\n{NOTICE}", "not_secret": "y"})
    assert answer.status_code == 422
    assert "没有保存" in answer.text
    assert "在线访谈" not in answer.text
    assert city.run(lambda: readings.open_readings(actor=SYSTEM)) == []
    answer = office.post(PASTE, data={"text": NOTICE})
    assert answer.status_code == 422
    assert "再勾选" in answer.text
    assert "在线访谈" in answer.text


def test_only_the_office_reads_notices(city: City) -> None:
    editor = city.sign_in("editor")
    assert editor.get(PASTE).status_code == 403
    assert editor.get(f"{STAFF}/campaigns/readings/1").status_code == 403
