"""What is published that may answer a question already: answers of the hotline, decisions, other interviews, answered
opinions. Found by the house's search; what only shares a word is left out."""

from __future__ import annotations

from core.api import FoundPage, found_pages, similar

#: kinds of published texts that answer questions
KINDS = ("hotline.answer", "opinions.opinion", "interviews.transcript")
#: of decisions, the texts that say what holds
DECISIONS = ("decisions.decision", "decisions.interpretation", "decisions.feedback")
#: how many are shown, how much alike something must be that doesn't hold every word
SHOWN, ALIKE = 3, 0.4


def found_for(text: str, interview_id: int = 0) -> list[FoundPage]:
    """The best of them, for whoever asks and whoever moderates."""
    own = f"interviews.transcript:{interview_id}"
    asked = similar.read(text)
    pages = found_pages(
        text, wanted=lambda hit: hit.kind in (*KINDS, *DECISIONS) and hit.key != own, looked_at=20
    )
    return [
        page
        for page in pages
        if page.full or similar.likeness(asked, similar.read(f"{page.title}。{page.words}")) >= ALIKE
    ][:SHOWN]
