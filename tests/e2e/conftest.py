"""The browser harness: the real product on a free port, Debian's Chromium, and a watch on every page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support import browser as browsing
from tests.support import product as running
from tests.support.databases import Databases
from tests.support.once import folder_of_run, is_first, is_shared, made_once
from tests.support.product import Product

# A first answer of a process that was just started takes seconds when both cores have other work.
expect.set_options(timeout=15_000)

RESULTS = Path(__file__).resolve().parents[2] / "test-results"
DEMO_CLOCK = "2024-08-01T09:00"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The crawls are shared out by role; any other file stays with one worker: its tests share a running product."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.e2e)
            given = item.callspec.params if hasattr(item, "callspec") else {}
            group = f"{item.path.stem} {given.get('role', '')}".strip()
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def demo_copy(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[dict[str, str]], tuple[Path, str]]]:
    """An instance folder and a database with the demo in it: filled once per moment and gateway, then copied."""
    filled: dict[tuple[str, str], tuple[Path, str]] = {}

    def fill(moment: str, gateway: str) -> str:
        folder, source = tmp_path_factory.mktemp("demo"), databases.copy()
        running.fill(folder, source, {"CLOCK": moment, "SMS_GATEWAY": gateway})
        return f"{folder}\n{source}"

    def copy(settings: dict[str, str]) -> tuple[Path, str]:
        key = settings["CLOCK"], settings.get("SMS_GATEWAY", "")
        if key not in filled:
            name = f"running-{key[0].replace(':', '')}-{key[1]}"
            told = made_once(folder_of_run(tmp_path_factory), name, lambda: fill(*key))
            folder, source = told.split("\n")
            filled[key] = Path(folder), source
        folder_of, source = filled[key]
        instance = tmp_path_factory.mktemp("instance") / "copy"
        shutil.copytree(folder_of, instance, symlinks=True)
        return instance, databases.copy(of=source)

    yield copy
    for _folder, source in filled.values():
        if not is_shared():
            databases.drop(source)


@pytest.fixture(scope="module")
def server(
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    demo_copy: Callable[[dict[str, str]], tuple[Path, str]],
) -> Iterator[Callable[..., Product]]:
    """Start the product: `server(clock="2024-08-01T09:00", SMS_GATEWAY="demo")` → Product with its `url`.

    Within one test module the same arguments give the same running copy; another module gets its own. With
    `fresh=True` a new copy is started in any case. The demo is on; `demo=False` starts an empty copy.
    """
    copies: dict[tuple[object, ...], Product | RuntimeError] = {}
    started: list[Product] = []

    def start(*, clock: str = DEMO_CLOCK, demo: bool = True, fresh: bool = False, **settings: str) -> Product:
        wanted = {"CLOCK": clock, **settings}
        key = (demo, *sorted(wanted.items()))
        if fresh or key not in copies:
            try:
                place = (
                    demo_copy(wanted) if demo else (tmp_path_factory.mktemp("instance"), databases.empty())
                )
                copy = running.start(*place, wanted, demo=demo)
            except RuntimeError as failure:
                # The other tests of the module fail at once instead of waiting for it again.
                copies[key] = failure
            else:
                started.append(copy)
                copies[key] = copy
        found = copies[key]
        if isinstance(found, RuntimeError):
            raise found
        return found

    yield start
    for copy in started:
        copy.stop()
        databases.drop(copy.database_url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = browsing.launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def page_at(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open a browser of one person: `page_at(360, 740)`, `page_at(1440, 900, "en")`.

    Each call is another person with cookies of their own. At the end no page may have asked another host,
    logged an error or missed a file; a test that failed leaves its pages in test-results/.
    """
    watch = browsing.Watch()
    pages: list[Page] = []

    def open_page(width: int = 1440, height: int = 900, lang: str = "zh", *, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=browsing.LOCALES[lang],
            timezone_id="Asia/Shanghai",
            has_touch=width < 600,
            java_script_enabled=javascript,
        )
        context.set_default_timeout(15_000)
        watch.attach(context)
        pages.append(context.new_page())
        return pages[-1]

    yield open_page
    if request.node.stash.get(FAILED, True):
        keep_pictures(request.node.nodeid, pages)
    for page in pages:
        page.context.close()
    watch.check()


def keep_pictures(test: str, pages: list[Page]) -> None:
    RESULTS.mkdir(exist_ok=True)
    name = re.sub(r"[^\w.-]+", "_", test)
    for number, page in enumerate(pages, 1):
        page.screenshot(path=RESULTS / f"{name}-{number}.png", full_page=True)


@pytest.fixture
def axe_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Page], None]:
    """`axe_once(page)`: the same, but of pages that differ in their words only, one in this run."""
    folder = folder_of_run(tmp_path_factory)

    def check(page: Page) -> None:
        if is_first(folder, f"looked-{browsing.structure(page)}"):
            browsing.check_axe(page)

    return check


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: fails with the rule and the element where axe-core finds a violation."""
    return browsing.check_axe


@pytest.fixture
def fits() -> Callable[[Page], None]:
    """`fits(page)`: fails where the page is wider than its screen."""
    return browsing.check_no_sideways_scroll
