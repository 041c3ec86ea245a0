"""One kind of text in the publishing chain, as its plugin uses it: what goes in, how far it is, what the public may read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.base.access import Actor
from core.publishing import service
from core.publishing.contracts import Content, DocumentView, Published


@dataclass(frozen=True)
class TextKind:
    """`code` is that of the DocumentKind which the plugin declares ("open_day.announcement")."""

    code: str

    def submit(
        self,
        subject_id: int,
        campaign_id: int,
        department_id: int,
        content: Content,
        *,
        actor: Actor,
        now: datetime,
        correction: str = "",
    ) -> None:
        """Freeze the text and send it to 初审. The drafter has confirmed on every save that it bears no mark of 密级
        (SC-01): the plugin's forms demand it. Raises what `publishing.submit` raises."""
        service.submit(
            kind=self.code,
            subject_id=subject_id,
            campaign_id=campaign_id,
            department_id=department_id,
            content=content,
            no_secret_marks=True,
            actor=actor,
            now=now,
            correction=correction,
        )

    def document(self, subject_id: int) -> DocumentView | None:
        """How far the text is; None before it was first submitted."""
        return service.document_for(self.code, subject_id)

    def published(self, subject_id: int) -> Published | None:
        """What the public may read of it."""
        return service.published(self.code, subject_id)

    def published_or_gone(self, subject_id: int) -> Published:
        """The same for its page. Raises NotFound, or what tells that it was taken down (撤下)."""
        return service.published_or_gone(self.code, subject_id)

    def all_published(self, subject_ids: Sequence[int]) -> dict[int, Published]:
        """The same for several, in one query."""
        return service.all_published(self.code, subject_ids)
