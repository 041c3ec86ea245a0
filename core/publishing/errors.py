"""Two refusals of the publishing room that have a page of their own."""

from __future__ import annotations

from core.base.errors import DomainError
from core.publishing.contracts import Withdrawal


class Hidden(DomainError):
    """疑似涉密 (SC-01): staff get a stand-in without title or text. The public gets a plain 404, as for anything unknown."""

    status = 423

    def __init__(self, document_id: int) -> None:
        super().__init__("document_hidden")
        self.document_id = document_id


class Gone(DomainError):
    """Taken down (撤下): the public is told by whom, when and why."""

    status = 410

    def __init__(self, withdrawal: Withdrawal) -> None:
        super().__init__("document_withdrawn")
        self.withdrawal = withdrawal
