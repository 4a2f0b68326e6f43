"""One browser, one demo region, one running dashboard for the tests that only look; others for those that write."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine

from store.desk_tables import DESK, desk_version
from store.engine import open_desk, open_store
from tests.browser import demo
from tests.browser.chromium import launched
from tests.browser.dashboard import Dashboard, running
from tests.browser.screen import Screen, window

PATIENCE = 30_000  # milliseconds; a busy machine is slow, not wrong
Windows = Callable[..., Screen]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # A slow frame can turn a click into a press: each is tried three times at most; pytest names those that
            # needed it.
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def demo_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo region in the layouts that real centres export."""
    return demo.write_files(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def demo_store(demo_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo region loaded; copied before use."""
    return demo.load_files(demo_files, tmp_path_factory.mktemp("stores") / "demo.duckdb")


@pytest.fixture(scope="session")
def known(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The same store in the test's own hands, to know what the screens must show."""
    copy = Path(shutil.copy(demo_store, tmp_path_factory.mktemp("known") / "known.duckdb"))
    engine = open_store(f"duckdb:///{copy}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def dashboard(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard for tests that only look."""
    with running(Path(shutil.copy(demo_store, tmp_path_factory.mktemp("looking") / "store.duckdb"))) as started:
        yield started


@pytest.fixture(scope="session")
def own_desk(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard whose desk tests write to."""
    with running(Path(shutil.copy(demo_store, tmp_path_factory.mktemp("desk") / "store.duckdb")), warm=True) as started:
        yield started


@pytest.fixture
def empty_desk(own_desk: Dashboard) -> Dashboard:
    """A dashboard on whose desk nothing lies yet, also when a test is tried again: control items, passports, replies
    checked, topics of polls.
    """
    desk = open_desk(own_desk.environment["DESK_URL"])
    with desk.begin() as connection:
        for table in reversed(DESK.sorted_tables):
            if table is not desk_version:
                connection.execute(table.delete())
    desk.dispose()
    return own_desk


@pytest.fixture(scope="session")
def changing(demo_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """A dashboard for tests that load files."""
    with running(
        Path(shutil.copy(demo_store, tmp_path_factory.mktemp("changing") / "store.duckdb")), warm=True
    ) as started:
        yield started


@pytest.fixture
def serve() -> Iterator[Callable[..., Dashboard]]:
    """``serve(store, **settings)`` starts a dashboard for one test. It outlives the test's windows: what a page says
    when nobody answers any more is no fault of the page.
    """
    with ExitStack() as stack:
        yield lambda store, **settings: stack.enter_context(running(store, warm=True, **settings))


@pytest.fixture
def windows(chromium: Browser, serve: Callable[..., Dashboard]) -> Iterator[Windows]:
    """``windows(dashboard, size=PHONE)`` opens a window without a memory. Afterwards none of them may have complained
    on the console or asked a foreign host.
    """
    opened: list[Screen] = []
    with ExitStack() as stack:

        def open_window(dashboard: Dashboard, **options: object) -> Screen:
            screen = stack.enter_context(window(chromium, dashboard.url, **options))  # type: ignore[arg-type]
            screen.page.set_default_timeout(PATIENCE)
            opened.append(screen)
            return screen

        yield open_window
    assert [error for screen in opened for error in screen.errors] == []
    assert [address for screen in opened for address in screen.foreign_requests()] == []


@pytest.fixture
def screen(windows: Windows, dashboard: Dashboard) -> Screen:
    """A Russian window on the dashboard that only looks."""
    return windows(dashboard)
