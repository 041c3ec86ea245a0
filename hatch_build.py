"""Build hook: brings the front-end files and the compiled catalogues that ship but are not in git.

Runs for a wheel and for an editable install alike, so whoever installs the project needs no Node of their own.
"""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ShippedFiles(BuildHookInterface):
    """Fetch the vendor files once per package-lock.json and compile every translation catalogue."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        try:
            from tools import catalogues, frontend
        finally:
            sys.path.remove(self.root)
        frontend.bring(frontend.SHIPPED)
        catalogues.compile_all()
