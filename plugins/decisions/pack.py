"""The decision rules of a campaign's pack: their declaration, and the values that `rules` reads."""

from __future__ import annotations

from core.api import RuleDeclaration

#: the plugin's part of every address
PATH = "decisions"
#: every part adds its lines here
DECLARATIONS: tuple[RuleDeclaration, ...] = ()
