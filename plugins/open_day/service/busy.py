"""Open days of a large city that doesn't exist (`yangguang demo --busy`): sixty days with twenty thousand bookings, each
through the same doors as a real one, so that counters, quotas and the line are what they would be."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

from core.api import (
    Campaign,
    DomainError,
    Progress,
    booking,
    clock,
    db,
    departments,
    people_with,
    unit_of_work,
)

from . import looking_back, places
from .check_in import CHECK_IN
from .filings import SavePlan
from .places import BookRequest
from .plans import EDIT
from .story import StoryBureau
from .story_after import at_hour

DAYS, BOOKINGS = 60, 20_000
#: bookings that are decided and stored together
AT_ONCE = 200
#: of a hundred people with a place so many come
CAME = 82
DAY = timedelta(days=1)
PEOPLE = 60_000
CATEGORIES = (
    ("其他群众", 60),
    ("社区工作者", 12),
    ("职工代表", 10),
    ("企业家代表", 8),
    ("专家学者", 7),
    ("媒体记者", 3),
)
SIGHTS = (
    "办事大厅",
    "指挥中心",
    "检验中心",
    "档案馆",
    "培训基地",
    "调度中心",
    "服务窗口",
    "实验学校",
    "维修车间",
    "监测站",
)
QUESTIONS = ("钱花在哪里", "事情怎么办", "谁在值守", "数字从哪里来", "质量谁来管", "投诉怎么办")
NAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"


def fill(campaign: Campaign, now: datetime, size: float, progress: Progress) -> None:
    """Days of the last week and the weeks to come, announced in time, booked as far as each is."""
    dice = random.Random(516)
    signing = {person.department_id for person in people_with("publishing.approve")}
    units = [unit for unit in departments() if unit.id in signing and unit.kind == "bureau"]
    days, bookings = max(3, round(DAYS * size)), max(60, round(BOOKINGS * size))
    today = clock.local(now).date()
    with progress("开放日预约", bookings) as step:
        for n in range(days):
            unit = units[n % len(units)]
            wanted = bookings // days + (1 if n < bookings % days else 0)
            day = today + DAY * (_offset(n, days))
            bureau = StoryBureau(campaign, unit.id)
            with unit_of_work():
                open_day_id = _announce(bureau, unit.name, day, n, wanted, today, dice)
            held = _booked(campaign, open_day_id, day, wanted, dice, now, step)
            if day < today:
                _came(bureau, open_day_id, day, held, dice)
            db.session.expunge_all()


def _offset(n: int, days: int) -> int:
    """A fifth in the days since the campaign began, the rest spread over what is left of it."""
    past = max(1, days // 5)
    return -1 - n % 5 if n < past else 1 + (n - past) * 37 // max(days - past, 1)


def _announce(
    bureau: StoryBureau, unit: str, day: date, n: int, wanted: int, today: date, dice: random.Random
) -> int:
    """A day with places for about as many as wish to come: some have room, some are full."""
    number = max(36, 2 * round(wanted * dice.uniform(0.7, 1.5)))
    sight = SIGHTS[n % len(SIGHTS)]
    name = unit.removeprefix("云川市")
    plan = SavePlan(
        name="",
        theme=f"走进{name}{sight}——{QUESTIONS[n % len(QUESTIONS)]}",
        forms=("site",),
        leaders=f"市{name}主要负责同志、分管负责同志",
        day=None,
        starts="09:00",
        ends="16:30",
        place=f"{unit}{sight}",
        number=number,
        agenda=(("09:00", f"参观{sight}"), ("10:40", "座谈问答 40 分钟")),
        dialogue=("座谈问答", "问卷调查"),
        emergency="每场两名引导员，备急救箱。责任人：办公室值班主任。",
    )
    texts = {
        "number": f"共{number // 2 * 2 + 12}人，其中网上报名{number // 2 * 2}人，线下推荐12人。",
        "content": f"参观{sight}。\n座谈问答40分钟，填写问卷一份。",
        "form": "进现场、座谈问答、问卷调查。",
        "contact": "李工（办公室）。",
        "phone": "260 0118（工作日8:30—17:30）。",
        "email": "openness@example.org。",
    }
    out = min(day - 17 * DAY, today - 2 * DAY)
    return bureau.hold(
        plan, day, at_hour(out - 5 * DAY), texts, "", publish_at=at_hour(out), illustrated=False
    )


def _booked(
    campaign: Campaign, open_day_id: int, day: date, wanted: int, dice: random.Random, now: datetime,
    step: Callable[[int], None],
) -> list[booking.BookingView]:  # fmt: skip
    """Everybody once; who comes too late stands in line. Booking ends five days before."""
    shown = places.public_open_day(campaign, open_day_id)
    opened = max(shown.event.opens_at, at_hour(day - 17 * DAY))
    until = min(shown.event.closes_at, now)
    people = dice.sample(range(PEOPLE), wanted)
    held: list[booking.BookingView] = []
    batches = [people[at : at + AT_ONCE] for at in range(0, wanted, AT_ONCE)]
    for number, batch in enumerate(batches):
        at = opened + (until - opened) * (number + 1) / (len(batches) + 1)
        requests = [
            BookRequest(
                open_day_id=open_day_id,
                session_id=shown.event.sessions[dice.random() < 0.45].id,
                phone=f"138000{one:05d}",
                category=dice.choices([c for c, _w in CATEGORIES], [w for _c, w in CATEGORIES])[0],
                call_name=f"{NAMES[one % len(NAMES)]}{'先生' if one % 2 else '女士'}",
                declared=("age_capacity", "ties"),
                needs=("wheelchair",) if one % 50 == 0 else (),
                photo_consent=one % 2 == 0,
                notice_agreed_at=at,
                key=f"busy-{open_day_id}-{one}",
                party=dice.choices((1, 2, 3), (70, 22, 8))[0],
                may_wait=True,
            )
            for one in batch
        ]
        answers = places.book_together(campaign, requests, now=at)
        for answer in answers:
            if isinstance(answer, DomainError):
                raise answer
            held.append(answer)
        db.session.expunge_all()
        step(len(batch))
    return held


def _came(
    bureau: StoryBureau, open_day_id: int, day: date, held: list[booking.BookingView], dice: random.Random
) -> None:
    """Who had a place comes to the door, most of them; in the evening the day is confirmed as over."""
    doorman = bureau.actor("editor", EDIT, CHECK_IN, looking_back.SEE)
    with unit_of_work():
        for n, one in enumerate(one for one in held if one.state == "booked"):
            if dice.randrange(100) >= CAME:
                continue
            door = at_hour(day, 8 if one.session.ordinal == 1 else 13, 30 + n % 30)
            booking.arrive(
                one.event_id, booking=one.id, way="qr" if n % 3 else "list", people=one.party,
                declared=("age_capacity",), at=door, client_key=f"busy-{open_day_id}-{n}", actor=doorman, now=door,
            )  # fmt: skip
    evening = at_hour(day, 18)
    looking_back.confirm_end(
        bureau.campaign, open_day_id, at_hour(day, 16, 35), "", actor=doorman, now=evening
    )
