"""An interview whose broadcast is over, with questions in every state, for the tests of transcripts and what follows."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PIL import Image

from tests.support.asking import Asking
from tests.support.on_air import OnAir, on_air
from tests.support.studio import ENDS, STARTS, Studio

#: the evening of the day of the broadcast (Friday 11 September 2026), and Monday of the week after next
EVENING = ENDS + timedelta(hours=8)
LATER = ENDS + timedelta(days=10)
SRT = "1\n00:00:00,000 --> 00:00:01,500\n各位网友好。\n\n2\n00:00:01,500 --> 00:00:04,000\n节水一成，奖励直接抵水费。\n"


def photo() -> bytes:
    """A picture that is large enough to be published (CP-06)."""
    picture = Image.new("RGB", (1600, 1200), "#d9d3c3")
    for x in range(0, 1600, 7):
        picture.putpixel((x, int(600 + 300 * math.sin(x / 90))), (42, 74, 127))
    made = io.BytesIO()
    picture.save(made, "PNG")
    return made.getvalue()


def silence(seconds: int = 4) -> bytes:
    """Empty frames of MPEG audio, layer III, 32 kbit/s."""
    frame = b"\xff\xfb\x10\xc4" + bytes(100)
    return frame * int(seconds * 1000 / 26.122)


@dataclass
class Written:
    """Call its methods inside a request context. `open_id` and `moved_id` wait for their answer, `aired_id` was answered on
    air, `refused_id` wasn't taken up, `new_id` nobody looked at."""

    air: OnAir
    aired_id: int
    open_id: int
    moved_id: int
    refused_id: int
    new_id: int

    @property
    def studio(self) -> Studio:
        return self.air.studio

    @property
    def campaign(self) -> Any:
        return self.air.campaign

    @property
    def id(self) -> int:
        return self.air.interview_id

    def actor(self, login: str = "editor") -> Any:
        return self.studio.actor(login)

    def view(self, *, by: str = "editor", now: datetime = EVENING) -> Any:
        from plugins.interviews.service import transcript_chain

        return transcript_chain.view(self.campaign, self.id, actor=self.actor(by), now=now)

    def make(self, version: int = 0, *, now: datetime = EVENING) -> Any:
        from plugins.interviews.service import transcript

        return transcript.make(self.campaign, self.id, version, actor=self.actor(), now=now)

    def save(self, act: str = "", at: int = 0, *, now: datetime = EVENING, **typed: Any) -> None:
        """Save the form as it stands, `typed` changing the lead or a turn's text (`text_2="…"`, counted from 0)."""
        from plugins.interviews.service import transcript
        from plugins.interviews.service.transcript import EditedTurn, SaveTranscript

        view = self.view(now=now)
        turns = tuple(
            EditedTurn(
                turn.id, turn.line.speaker, typed.get(f"who_{n}", turn.line.who),
                typed.get(f"text_{n}", turn.line.text), turn.line.caption,
            )
            for n, turn in enumerate(view.turns)
        )  # fmt: skip
        command = SaveTranscript(
            typed.get("version", view.version), typed.get("lead", view.lead), turns, act, at
        )
        transcript.save(self.campaign, self.id, command, actor=self.actor(), now=now)

    def drawer(self, data: bytes, name: str, caption: str = "", *, now: datetime = EVENING) -> int:
        """A file in the drawer of the water bureau, with nobody in it."""
        from core.api import SYSTEM, pictures

        water = self.studio.city.units["water"]
        item = pictures.add_file(io.BytesIO(data), name, water, True, actor=SYSTEM, now=now)
        if item.file.is_picture:
            pictures.save_caption(item.id, caption, actor=SYSTEM, now=now)
            pictures.answer(item.id, "none", 0, actor=SYSTEM, now=now)
        return int(item.id)

    def submit(self, *, now: datetime = EVENING, correction: str = "") -> None:
        from plugins.interviews.service import transcript_chain

        transcript_chain.submit(
            self.campaign,
            self.id,
            self.view(now=now).version,
            actor=self.actor(),
            now=now,
            correction=correction,
        )

    def publish(self, *, now: datetime = EVENING, correction: str = "") -> None:
        """Everybody signs, the office publishes."""
        from plugins.interviews import chain

        self.submit(now=now, correction=correction)
        self.studio.pass_on(chain.TRANSCRIPT, self.id, now=now)


def write(studio: Studio, *, end: bool = True) -> Written:
    """One question answered on air (two turns), one pulled turn, questions that wait, one refused; then the end."""
    from plugins.interviews.store import live as live_store

    air = on_air(studio)
    asking = Asking(studio, air.interview_id)
    aired = asking.ask("家里节水一成能拿多少奖励", phone="13900000001")
    opened = asking.ask("出租房的水表归谁报", phone="13900000002")
    moved = asking.ask("公租房的水费能不能打折", phone="13900000003")
    refused = asking.ask("低价代办各类证件加我", phone="13900000004")
    fresh = asking.ask("水质报告哪里看", phone="13900000005")
    asking.act("choose", aired, "家里节水一成能拿多少奖励？")
    asking.act("let_through", opened, "出租房的水表归谁报？")
    asking.act("let_through", moved, "公租房的水费能不能打折？")
    asking.act("refuse", refused, "advertising")
    chosen = next(row.id for row in live_store.chosen(air.interview_id) if row.opinion_id == aired)
    at = STARTS
    said: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("host", "各位网友好，欢迎来到在线访谈。", {}),
        ("question", "家里节水一成能拿多少奖励？", {"chosen_id": chosen}),
        ("guest", "节水一成，奖励直接抵水费。", {"guest_id": air.guest_id, "answers_id": chosen}),
        ("guest", "按季度算，自动到账。", {"guest_id": air.guest_id, "answers_id": chosen}),
        ("guest", "这句说错了。", {"guest_id": air.guest_id}),
        ("host", "谢谢周局长，今天就到这里。", {}),
    )
    for speaker, text, more in said:
        at += timedelta(minutes=2)
        turn = air.hand_in(text, now=at, speaker=speaker, **more)
        air.release(turn, now=at)
        if text == "这句说错了。":
            air.pull(fresh_turn(turn.id), now=at)
    if end:
        air.say("end", now=ENDS)
    return Written(air, aired, opened, moved, refused, fresh)


def fresh_turn(turn_id: int) -> Any:
    """A turn's row as it is now."""
    from core.api import db
    from plugins.interviews.models import Turn

    db.session.expire_all()
    return db.session.get_one(Turn, turn_id)
