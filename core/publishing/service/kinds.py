"""The kinds of documents: whose they are, where their own pages stand, and what the pack says about the chain."""

from __future__ import annotations

from core.base.registry import registry
from core.plugin.contracts import Campaign, DocumentKind


def owner_of(kind: str, campaign: Campaign | None) -> DocumentKind | None:
    """The kind, when the plugin that declares it works and takes part in the campaign."""
    house = registry()
    declared: DocumentKind | None = house.document_kinds.get(kind)
    for plugin in house.host.plugins.values():
        if kind in plugin.documents:
            return declared if plugin.working and house.host.is_on(plugin, campaign) else None
    return declared


def clause_of(campaign: Campaign, rule_id: str) -> str:
    """A rule's id with the clause it rests on, or "" when the pack has no such rule."""
    rule = campaign.pack.rule(rule_id)
    return f"{rule_id} {rule.clause}" if rule else ""
