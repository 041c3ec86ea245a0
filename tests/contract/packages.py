"""Plugins from outside the tree: installed with pip, or written down by a test with their metadata."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

OUTSIDE = Path(__file__).parent / "outside_plugin"


def install(source: Path, site: Path, scratch: Path) -> None:
    """Install a project as `pip install` does, without network, into the folder `site`."""
    copy = scratch / "source"
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    command += ["--no-build-isolation", "--disable-pip-version-check", "--no-compile", "--target"]
    subprocess.run([*command, str(site), str(copy)], check=True, capture_output=True, text=True)


def write(site: Path, name: str, plugin: str, files: Mapping[str, str] | None = None) -> None:
    """Write a package `name` with this plugin.py and the metadata by which the product finds it."""
    package = site / name
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", "utf-8")
    (package / "plugin.py").write_text(dedent(plugin), "utf-8")
    for path, text in (files or {}).items():
        (package / path).parent.mkdir(parents=True, exist_ok=True)
        (package / path).write_text(dedent(text), "utf-8")
    announce(site, name, f"{name}.plugin")


def announce(site: Path, name: str, module: str, project: str = "") -> None:
    """Only the metadata: an entry point `name` of a package called test-<name> (or `project`)."""
    project = project or f"test-{name}".replace("_", "-")
    info = site / f"{project.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[yangguang.plugins]\n{name} = {module}\n", "utf-8")


HEAD = """
from flask import Blueprint, render_template
from core.api import (
    Blocker, HealthNote, NavItem, Panel, Permission, PluginInfo, db, hookimpl, needs, open_to_all, signed_in,
)
"""
