"""For authors of plugins: a bench that runs one plugin alone, and the list that the house runs over every plugin.

    @pytest.mark.parametrize("check", CONTRACT, ids=lambda check: check.__name__)
    def test_contract(check: Check, bench: Bench) -> None:
        check(bench)

A plugin that keeps rows or personal data helps with a module `testing.py` beside its `plugin.py`:
`fill(campaign, now)` makes at least one row in each of its tables (without it the `demo` hook is used), and
`leave_traces(phone, name, campaign, now)` stores something about a person. Neither is imported by the product.
"""

from __future__ import annotations

from collections.abc import Callable

from core.plugin.testing.bench import Bench, new_databases
from core.plugin.testing.people import erasing_leaves_no_trace
from core.plugin.testing.start import (
    hooks_are_marked_and_known,
    loads_alone,
    loads_in_any_order,
    menus_lead_to_pages,
    pages_refuse_strangers,
)
from core.plugin.testing.tables import (
    models_match_migrations,
    removal_exports_everything_and_comes_back,
    rows_outlive_a_change_of_the_core,
    tables_go_up_down_and_up,
    tables_stand_in_the_models_hook,
)
from core.plugin.testing.wording import (
    actions_events_and_jobs_are_declared,
    codes_have_words,
    translations_are_complete,
)

Check = Callable[[Bench], None]

#: The one list, run over every plugin, bundled or not.
CONTRACT: tuple[Check, ...] = (
    loads_alone,
    loads_in_any_order,
    hooks_are_marked_and_known,
    pages_refuse_strangers,
    menus_lead_to_pages,
    tables_stand_in_the_models_hook,
    tables_go_up_down_and_up,
    models_match_migrations,
    rows_outlive_a_change_of_the_core,
    removal_exports_everything_and_comes_back,
    codes_have_words,
    actions_events_and_jobs_are_declared,
    translations_are_complete,
    erasing_leaves_no_trace,
)

__all__ = ["CONTRACT", "Bench", "Check", "new_databases"]
