"""A preview and short ways to a meeting of it, for the tests of meetings."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.chain import SIGNERS, City

NOW = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
DAY = datetime(2026, 9, 19, 1, 0, tzinfo=UTC)
CLOSES = DAY - timedelta(days=4)


@dataclass
class Hall:
    """A preview, and short ways to a meeting of it. Call inside an app context."""

    city: City
    campaign: Any
    preview_id: int

    def actor(self, login: str) -> Any:
        return self.city.actor(login)

    def command(self, **changes: Any) -> Any:
        from plugins.decisions.service.meetings import SaveMeeting

        made = SaveMeeting(
            "hearing", "节水办法听证会", DAY, DAY + timedelta(hours=2), "市政府一号会议室", 2, NOW, CLOSES,
            agenda="陈述\n质证", invitees="用水户代表。", contact="李工，260 0118", way="draw",
        )  # fmt: skip
        return replace(made, **changes)

    def save(self, **changes: Any) -> int:
        from plugins.decisions.service import meetings

        return meetings.save_meeting(
            self.campaign,
            self.command(**changes),
            preview_id=self.preview_id,
            actor=self.actor("editor"),
            now=NOW,
        )

    def paper(self, meeting_id: int, version: int = 1) -> None:
        from plugins.decisions.service import meeting_papers

        meeting_papers.add_paper(
            self.campaign, meeting_id, version, "听证材料", io.BytesIO("一、听证事项。".encode()), "材料.txt",
            no_secret_marks=True, actor=self.actor("editor"), now=NOW,
        )  # fmt: skip

    def view(self, meeting_id: int, now: datetime = NOW) -> Any:
        from plugins.decisions.service import meetings

        return meetings.for_staff(self.campaign, meeting_id, actor=self.actor("editor"), now=now)

    def publish(self, meeting_id: int, now: datetime = NOW, correction: str = "") -> None:
        from core.publishing import service as publishing
        from plugins.decisions import chain
        from plugins.decisions.service import meetings

        meetings.submit_meeting(
            self.campaign, meeting_id, actor=self.actor("editor"), now=now, correction=correction
        )
        document = chain.MEETING.document(meeting_id)
        assert document is not None
        assert document.revision is not None
        for step, login in SIGNERS.items():
            publishing.sign(document.id, step, document.revision.digest, actor=self.actor(login), now=now)
        publishing.publish(document.id, document.revision.digest, actor=self.actor("office"), now=now)

    def open(self, **changes: Any) -> int:
        """A published meeting."""
        meeting_id = self.save(**changes)
        if self.command(**changes).kind == "hearing":
            self.paper(meeting_id)
        self.publish(meeting_id)
        return meeting_id

    def book(self, meeting_id: int, n: int, now: datetime = NOW, **more: Any) -> Any:
        from plugins.decisions.service import meeting_places

        wish = meeting_places.Wish(
            meeting_id, f"138{n:08d}", f"第{n}位", f"key{meeting_id}x{n}x{now:%d%H%M}", now
        )
        return meeting_places.book(self.campaign, replace(wish, **more), now=now)

    def let_in(self, meeting_id: int, booking_id: int | None, key: str, now: datetime = DAY) -> Any:
        from plugins.decisions.service import meeting_door

        return meeting_door.let_in(
            self.campaign,
            meeting_id,
            key=key,
            booking_id=booking_id,
            people=1,
            actor=self.actor("editor"),
            now=now,
        )
