"""Making the index anew, and comparing it with what is public. The site goes on: readers see each row old or new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.base.db import unit_of_work
from core.base.registry import registry
from core.base.search import SearchDocument, upkeep
from core.base.search.upkeep import Prepared
from core.plugin.checking import PluginFault
from core.plugin.contracts import Campaign

HOOK = "search_documents"


@dataclass
class Rebuilt:
    """What a rebuild did; `failed` names rooms and plugins that could not be asked, whose entries stay as they were."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    failed: set[str] = field(default_factory=set)


@dataclass
class Compared:
    """Keys that the index lacks, holds too many, or holds otherwise; `sound`: the engine's own index agrees with its table."""

    missing: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    sound: bool = True

    @property
    def in_order(self) -> bool:
        return self.sound and not (self.missing or self.left_over or self.changed or self.failed)


def rebuild(now: datetime) -> Rebuilt:
    """Bring every entry in line with what rooms and plugins give, one campaign at a time.

    The slow part, cutting texts into words, is done before the lock is taken; what then turns out to have changed
    meanwhile is cut inside it. So a text that is hidden during a rebuild can't come back.
    """
    done = Rebuilt()
    if not upkeep.sound():
        upkeep.remake()
    campaigns: list[Campaign | None] = [*registry().all_campaigns(), None]
    for campaign in campaigns:
        ready = _prepared(campaign, now)
        with unit_of_work() as session:
            upkeep.lock_alone(session)
            given, failed = _given(campaign, now)
            done.failed |= failed
            standing = upkeep.standing(campaign.id if campaign else None)
            for key, document in given.items():
                digest = upkeep.digest_of(document)
                row = standing.pop(key, None)
                if row is not None and row.digest == digest:
                    done.unchanged += 1
                    continue
                prepared = ready.get(digest) or upkeep.prepare(document)
                upkeep.write_over(prepared)
                done.written += 1
            done.removed += upkeep.erase([key for key in standing if _owner(key) not in failed])
    with unit_of_work():
        known = [campaign.id for campaign in campaigns if campaign is not None]
        done.removed += upkeep.erase_foreign(known)
        upkeep.vacuum()
    return done


def check(now: datetime) -> Compared:
    """Compare the index with what is public now."""
    found = Compared(sound=upkeep.sound())
    for campaign in [*registry().all_campaigns(), None]:
        given, failed = _given(campaign, now)
        found.failed |= failed
        standing = upkeep.standing(campaign.id if campaign else None)
        for key, document in given.items():
            row = standing.pop(key, None)
            if row is None:
                found.missing.append(key)
            elif row.digest != upkeep.digest_of(document):
                found.changed.append(key)
        found.left_over += [key for key in standing if _owner(key) not in failed]
    return found


def _prepared(campaign: Campaign | None, now: datetime) -> Mapping[str, Prepared]:
    """Digest → entry, of everything that is not in the index as it is."""
    standing = upkeep.standing(campaign.id if campaign else None)
    changed = [
        document
        for key, document in _given(campaign, now)[0].items()
        if key not in standing or standing[key].digest != upkeep.digest_of(document)
    ]
    return {prepared.digest: prepared for prepared in map(upkeep.prepare, changed)}


def _given(campaign: Campaign | None, now: datetime) -> tuple[dict[str, SearchDocument], set[str]]:
    """(key → document, names of those who could not be asked). A key that isn't its giver's own counts as a failure."""
    host = registry().host
    before = {name: plugin.failures for name, plugin in host.plugins.items()}
    given: dict[str, SearchDocument] = {}
    for name, document in host.contribute(HOOK, campaign=campaign, now=now):
        if _owner(document.key) != name or document.campaign_id != (campaign.id if campaign else None):
            host.note_failure(
                host.plugins[name], HOOK, PluginFault(f"{document.key} 不是 {name} 在这里的键。")
            )
            continue
        given[document.key] = document
    failed = {name for name, plugin in host.plugins.items() if plugin.failures > before[name]}
    return {key: document for key, document in given.items() if _owner(key) not in failed}, failed


def _owner(key: str) -> str:
    return key.partition(":")[0]
