"""Build hook: brings the front-end files that ship but are not in git.

Runs for a wheel and for an editable install alike, so installing needs no Node on the machine.
"""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedFiles(BuildHookInterface):
    """Fetch the vendor files once per package-lock.json."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        try:
            from tools import frontend
        finally:
            sys.path.remove(self.root)
        frontend.bring(frontend.SHIPPED)
