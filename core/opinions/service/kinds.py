"""The declared kinds of opinions, their subjects, their terms and their words."""

from __future__ import annotations

from datetime import date, datetime

from core.base.clock import local
from core.base.errors import Invalid, NotFound, RuleBroken
from core.base.i18n import language
from core.base.registry import registry
from core.base.rulepacks import due
from core.campaigns import service as campaigns
from core.plugin.contracts import Campaign, OpinionKind, OpinionPart, OpinionSubject


def kind_of(code: str, campaign: Campaign | None = None) -> OpinionKind | None:
    """A declared kind; None when its plugin rests, altogether or in this campaign."""
    found: OpinionKind | None = registry().opinion_kinds.get(code)
    if found is None or campaign is None:
        return found
    host = registry().host
    for plugin in host.plugins.values():
        if any(kind.code == code for kind in plugin.declared.get("opinion_kinds", ())):
            return found if host.is_on(plugin, campaign) else None
    return found


def kinds_in(campaign: Campaign) -> list[OpinionKind]:
    """The kinds that take part in a campaign."""
    return [kind for code in registry().opinion_kinds if (kind := kind_of(code, campaign)) is not None]


def subject_of(campaign: Campaign, code: str, subject_id: int) -> tuple[OpinionKind, OpinionSubject]:
    """A kind with a subject that is public. Raises NotFound."""
    kind = kind_of(code, campaign)
    subject = kind.subject(campaign, subject_id) if kind is not None else None
    if kind is None or subject is None:
        raise NotFound
    return kind, subject


def part_of(
    campaign: Campaign, kind: OpinionKind, subject_id: int, anchor: str, version: str = ""
) -> OpinionPart | None:
    """The part that is spoken of; None for the whole, and for what its owner doesn't know."""
    if not anchor or kind.part is None:
        return None
    return kind.part(campaign, subject_id, anchor, version)


def part_wanted(campaign: Campaign, kind: OpinionKind, subject_id: int, anchor: str) -> OpinionPart | None:
    """The same for a new opinion. Raises Invalid("opinions_part_gone") for one that isn't there (any more)."""
    part = part_of(campaign, kind, subject_id, anchor)
    if anchor and (part is None or part.gone):
        raise Invalid("opinions_part_gone", field="anchor")
    return part


def refuse_late(subject: OpinionSubject, at: datetime) -> None:
    """Raise RuleBroken("opinions_closed" or "opinions_not_yet") for what came in outside of the time for opinions."""
    if subject.takes_from is not None and at < subject.takes_from:
        raise RuleBroken("opinions_not_yet", since=subject.takes_from)
    if subject.takes_until is not None and at > subject.takes_until:
        raise RuleBroken("opinions_closed", until=subject.takes_until)


def term_of(
    campaign: Campaign, kind: OpinionKind, subject: OpinionSubject, received_at: datetime
) -> tuple[date | None, str]:
    """The last day of the answer by the pack's rule (OD-11, DP-11, …), and the rule's id; (None, "") without one.

    It counts from the subject's own day where it has one, else from the day on which the opinion came.
    """
    rule = campaign.pack.rule(kind.rule) if kind.rule else None
    if rule is None or not isinstance(rule.value, int):
        return None, ""
    start = subject.due_from or local(received_at).date()
    return due(rule, start, campaign.calendar).date, kind.rule


def unit_of(subject: OpinionSubject) -> str:
    """The department that answers, in words."""
    return registry().department_name(subject.department_id) if subject.department_id is not None else ""


def clause_of(campaign: Campaign, rule_id: str) -> str:
    rule = campaign.pack.rule(rule_id) if rule_id else None
    return f"{rule_id} {rule.named(language())}" if rule is not None else ""


def reason_demanded(campaign: Campaign) -> bool:
    """DP-10: a reason for whatever isn't adopted."""
    return campaign.pack.value("DP-10") is True


class Titles:
    """Titles of subjects, each looked up once; a subject that is no longer there goes by its kind and number."""

    def __init__(self) -> None:
        self._found: dict[tuple[int, str, int], str | None] = {}
        self._campaigns: dict[int, Campaign] = {}
        self._parts: dict[tuple[int, str, int, str, str], str] = {}

    def campaign(self, campaign_id: int) -> Campaign:
        if campaign_id not in self._campaigns:
            self._campaigns[campaign_id] = campaigns.campaign_by_id(campaign_id)
        return self._campaigns[campaign_id]

    def of(self, campaign_id: int, code: str, subject_id: int) -> str:
        title = self._title(campaign_id, code, subject_id)
        if title is not None:
            return title
        kind = kind_of(code)
        return f"{kind.title} {subject_id}" if kind is not None else str(subject_id)

    def there(self, campaign_id: int, code: str, subject_id: int) -> bool:
        """Whether the subject is still public: what was taken down has no page and takes no voice."""
        return self._title(campaign_id, code, subject_id) is not None

    def _title(self, campaign_id: int, code: str, subject_id: int) -> str | None:
        key = (campaign_id, code, subject_id)
        if key not in self._found:
            kind = kind_of(code)
            subject = kind.subject(self.campaign(campaign_id), subject_id) if kind is not None else None
            self._found[key] = subject.title if subject is not None else None
        return self._found[key]

    def part(self, campaign_id: int, code: str, subject_id: int, anchor: str, version: str) -> str:
        """The name of a part ("第三条"), "" for the whole and for one that its owner no longer knows."""
        if not anchor:
            return ""
        key = (campaign_id, code, subject_id, anchor, version)
        if key not in self._parts:
            kind = kind_of(code)
            campaign = self.campaign(campaign_id)
            part = part_of(campaign, kind, subject_id, anchor, version) if kind is not None else None
            self._parts[key] = part.label if part is not None else ""
        return self._parts[key]
