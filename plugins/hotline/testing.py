"""Rows for the contract tests: one person's traces in the hotline. Each part adds its function below."""

from __future__ import annotations

from datetime import datetime

from core.api import SYSTEM, VISITOR, Actor, Campaign, Grant, privacy, unit_of_work

from .contracts import NewOrder, NewWaiter
from .models import Asked, Call, IntakeDraft, TelephoneEvent, Topic
from .models.calls import WallLink
from .models.orders import ColumnMap, Exchange
from .plugin import demo
from .service import answers, drafts, exchange, follow_up, line, orders


def fill(campaign: Campaign, now: datetime) -> None:
    """Every part's story, and rows in the tables that only people or a telephone system fill."""
    demo(campaign, now)
    _in_calls("13800009999", campaign, now)
    draft = IntakeDraft(
        campaign_id=campaign.id, user_id=1, key="fill", body_sealed=privacy.seal("{}"), saved_at=now, version=1,
    )  # fmt: skip
    sheet = Exchange(
        campaign_id=campaign.id, sheet="replies", way="in", columns={}, result={}, faults=[], at=now,
        rows_sealed=privacy.seal('{"headings": [], "rows": []}'),
    )  # fmt: skip
    columns = ColumnMap(
        campaign_id=campaign.id, sheet="orders", name="市平台", columns={"title": "诉求标题"}, saved_at=now
    )
    wall = WallLink(
        campaign_id=campaign.id, label="大厅", token_digest=privacy.token_digest("fill"), made_at=now
    )
    asked = Asked(
        campaign_id=campaign.id, opinion_id=1, number="2026-0001", kind="interviews.question", subject_id=1,
        asked_at=now,
    )  # fmt: skip
    with unit_of_work() as session:
        session.add_all((draft, sheet, columns, wall, asked))


def leave_traces(*, phone: str, name: str, campaign: Campaign, now: datetime) -> None:
    """What every part keeps about a person."""
    _in_calls(phone, campaign, now)
    _in_the_line(phone, name, campaign, now)
    _in_orders(phone, name, campaign, now)
    _in_answers(phone, name, campaign, now)
    _in_drafts(phone, name, campaign, now)


def _in_drafts(phone: str, name: str, campaign: Campaign, now: datetime) -> None:
    """What an operator has typed and not finished."""
    operator = Actor(1, "何晓禾", (Grant("operator", frozenset(("hotline.intake",))),))
    typed = {"phone": phone, "name": name, "words": f"{name}，打{phone}。"}
    drafts.save(campaign, f"trace-{privacy.token_digest(phone)[:32]}", 0, typed, actor=operator, now=now)


def _in_the_line(phone: str, name: str, campaign: Campaign, now: datetime) -> None:
    """A callback asked for on the web: it leaves the consent and the message, too."""
    with unit_of_work() as session:
        topic = Topic(
            campaign_id=campaign.id,
            name=f"热点{privacy.token_digest(phone)[:6]}",
            term_class="other",
            created_at=now,
        )
        session.add(topic)
        session.flush()
        new = NewWaiter(
            campaign.id, topic.id, f"trace-{privacy.token_digest(phone)[:32]}", kind="callback", source="web",
            phone=phone, name=name, summary=f"{name}的事，打{phone}", with_page=True,
        )  # fmt: skip
        line.join(new, actor=VISITOR, now=now)


def _in_orders(phone: str, name: str, campaign: Campaign, now: datetime) -> None:
    """An order that was answered, with a note: its words, its time line, the words that lead to it."""
    new = NewOrder(
        campaign.id, f"trace-{privacy.token_digest(phone)[:32]}", "help", f"{name}家里停水", f"{name}，打{phone}。",
        place=f"{name}家", phone=phone, name=name, handle="answer", reply=f"{name}您好，已修好。",
    )  # fmt: skip
    order = orders.register(new, actor=SYSTEM, now=now)
    orders.add_note(order.line.id, f"{name}的电话是{phone}", actor=SYSTEM, now=now)
    headings, row = ("编号", "标题", "联系电话"), (f"S-{order.line.number}", f"{name}来电", phone)
    exchange.upload(campaign, "orders", headings, [(2, row)], actor=SYSTEM, now=now)


def _in_calls(phone: str, campaign: Campaign, now: datetime) -> None:
    external = f"trace-{privacy.digest(phone)[:12]}"
    recording = f"https://pbx.example.org/{phone}.wav"
    call = Call(
        campaign_id=campaign.id, source="telephone", external_id=external, person_digest=privacy.digest(phone),
        phone_sealed=privacy.seal(phone), recording_sealed=privacy.seal(recording), arrived_at=now, ended_at=now,
        state="ended", outcome="abandoned", changed_at=now,
    )  # fmt: skip
    event = TelephoneEvent(
        event_id=f"{external}-1", external_id=external, campaign_id=campaign.id, kind="ringing", happened_at=now,
        received_at=now, payload={}, details_sealed=privacy.seal(f"{phone}\n{recording}"),
    )  # fmt: skip
    with unit_of_work() as session:
        session.add_all((call, event))


def _in_answers(phone: str, name: str, campaign: Campaign, now: datetime) -> None:
    """A draft of a public answer from a closed order, and what its caller said when asked how it was."""
    new = NewOrder(
        campaign.id, f"answer-{privacy.token_digest(phone)[:32]}", "consult", f"{name}问停水", f"{name}，电话{phone}",
        phone=phone, name=name, handle="answer", reply=f"{name}，今晚恢复供水。",
    )  # fmt: skip
    order_id = orders.register(new, actor=SYSTEM, now=now).line.id
    answers.draft_from_order(order_id, actor=SYSTEM, now=now)
    asked = follow_up.ask(order_id, now=now)
    if asked is not None:
        follow_up.answer_by_caller(asked, True, 5, f"谢谢，{name}", now=now)
