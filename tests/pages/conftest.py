"""Stores the screens are tested on, and the dashboard itself as an AppTest."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner

from components import charts, recovery
from store.engine import connectable, open_desk, open_store
from tests.conftest import throw_away
from tests.pages.small_store import fill

ROOT = Path(__file__).resolve().parents[2]
GIVEN_NAME = re.compile(r"(data-|param_|view_)[0-9a-f]{8,}")  # of a part of a chart, by Altair
Dashboard = Callable[..., AppTest]
Fill = Callable[[Engine], None]
Lend = Callable[..., Path]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Within a file those that change a store go first, those that share the plain one last: what the pages asked of it
    is kept from test to test (see `Shelf`), until a test has another store.
    """
    first = {item.path: place for place, item in reversed(list(enumerate(items)))}
    items.sort(key=lambda item: (first[item.path], _turn(item)))


def _turn(item: pytest.Item) -> int:
    if Path(__file__).parent not in item.path.parents:
        return 0
    asked = set(getattr(item, "fixturenames", ()))
    return 0 if asked & {"changed_store", "empty_store"} else 2 if "small_store" in asked else 1


@pytest.fixture(scope="session", autouse=True)
def components_are_looked_for_once() -> Iterator[None]:
    """Every AppTest reads what all installed packages say of themselves, to find components among them: a fifth of the
    time of these tests.
    """
    with pytest.MonkeyPatch.context() as patched:
        once = cache(manifest_scanner.scan_component_manifests)
        patched.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def scripts_are_compiled_once() -> Iterator[None]:
    """All sessions of a server share its compiled scripts; each run of an AppTest would compile its own, a tenth of the
    time of these tests.
    """
    shared = ScriptCache()
    with pytest.MonkeyPatch.context() as patched:
        for module in (app_test, local_script_runner):
            patched.setattr(module, "ScriptCache", lambda: shared)
        yield


@pytest.fixture(scope="session", autouse=True)
def answers_stay_young() -> Iterator[None]:
    """What is asked ahead is still kept when the page is drawn, also when ten minutes of the clock end in between."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("queries.cached.monotonic", lambda: 0.0)
        yield


@pytest.fixture(scope="session")
def small_store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DuckDB file with the small region of `small_store`: made once, only read."""
    file = tmp_path_factory.mktemp("small") / "small.duckdb"
    engine = open_store(f"duckdb:///{file}")
    fill(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session", autouse=True)
def charts_are_held_against_the_grammar() -> Iterator[None]:
    """The dashboard draws its charts unchecked: what is wrong with one shows here. One that differs from another in its
    data alone is as right as that: checking takes longer than drawing.
    """
    right: set[str] = set()
    drawn = charts.Drawn.to_dict

    def checked(self: charts.Drawn) -> dict[str, Any]:
        made = drawn(self)
        shape = GIVEN_NAME.sub("", json.dumps(made | {"datasets": None}, default=str))
        if shape not in right:
            self.chart.to_dict(validate=True)
            right.add(shape)
        return made

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(charts.Drawn, "to_dict", checked)
        yield


@pytest.fixture(scope="session", autouse=True)
def a_page_is_waited_for_in_peace() -> Iterator[None]:
    """An AppTest looks a thousand times a second whether its page has ended, at the cost of the page."""
    look = local_script_runner.require_widgets_deltas

    def wait(runner: local_script_runner.LocalScriptRunner, timeout: float) -> None:
        if runner._script_thread:
            runner._script_thread.join(timeout)
        look(runner, 1)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(local_script_runner, "require_widgets_deltas", wait)
        yield


@pytest.fixture(autouse=True)
def nothing_is_outlived_in_silence(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A page that lives says calmly that it failed: none may pass for that. Who means it, clears the log."""
    yield
    assert [each.exc_text for each in caplog.get_records("call") if each.name == recovery.__name__] == []


class Shelf:
    """Copies of the small region, each changed in its own way, that stay open for all tests that only read them."""

    def __init__(self, original: Path, folder: Path) -> None:
        self._original, self._folder, self._last = original, folder, ""
        self._engines: dict[str, Engine] = {}

    def take(self, fill: Fill | None, module: str) -> Path:
        """The file that `fill` has changed. Answers are kept for the next test of the same module and file, as they are
        for the next visitor.
        """
        name = f"{fill.__module__}.{fill.__name__}" if fill else "small"
        file = self._folder / f"{name}.duckdb"
        if name not in self._engines:
            shutil.copy(self._original, file)
            self._engines[name] = connectable(f"duckdb:///{file}")
            if fill:
                fill(self._engines[name])
        if self._last != (last := f"{module} {name}"):
            st.cache_data.clear()
            self._last = last
        return file

    def close(self) -> None:
        for engine in self._engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def shelf(small_store_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Where the stores stand that are only read."""
    made = Shelf(small_store_file, tmp_path_factory.mktemp("shelf"))
    yield made
    made.close()


@pytest.fixture
def desk_url(empty_desk: Path, tmp_path: Path) -> str:
    """URL of a fresh desk."""
    return f"sqlite:///{shutil.copy(empty_desk, tmp_path / 'desk.sqlite')}"


@pytest.fixture
def lend(
    request: pytest.FixtureRequest, shelf: Shelf, desk_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Lend]:
    """``lend(fill)``: the dashboard's own store is the small region as `fill` has changed it, only to be read; its desk
    is new.
    """
    lent: list[tuple[Path, list[tuple[int, int]]]] = []

    def lend_one(fill: Fill | None = None) -> Path:
        file = shelf.take(fill, request.module.__name__)
        _point_at(f"duckdb:///{file}", desk_url, monkeypatch)
        lent.append((file, _looks(file)))
        return file

    yield lend_one
    _reopen()
    assert all(_looks(file) == before for file, before in lent), "this test writes: let it ask for changed_store"


def _looks(file: Path) -> list[tuple[int, int]]:
    """Whatever is written into a store changes its file or the log beside it."""
    files = (file, file.with_name(f"{file.name}.wal"))
    return [(found.stat().st_size, found.stat().st_mtime_ns) for found in files if found.exists()]


@pytest.fixture
def small_store(lend: Lend) -> Path:
    """The dashboard's own store is the small region, only to be read."""
    return lend()


@pytest.fixture
def changed_store(
    small_store_file: Path, desk_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The dashboard's own store is a copy of the small region for this test alone, which may write into it."""
    file = Path(shutil.copy(small_store_file, tmp_path / "store.duckdb"))
    with own(f"duckdb:///{file}", desk_url, monkeypatch):
        yield file


@pytest.fixture
def empty_store(empty_duckdb: Path, desk_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The dashboard's own store has tables and nothing in them."""
    file = Path(shutil.copy(empty_duckdb, tmp_path / "store.duckdb"))
    with own(f"duckdb:///{file}", desk_url, monkeypatch):
        yield file


@contextmanager
def own(store_url: str, desk_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The dashboard's own store and desk are these."""
    _point_at(store_url, desk_url, monkeypatch)
    st.cache_data.clear()
    yield
    throw_away(open_store(store_url))
    _reopen()
    st.cache_data.clear()


def _point_at(store_url: str, desk_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", store_url)
    monkeypatch.setenv("DESK_URL", desk_url)
    monkeypatch.delenv("SVODKA_IDENTITY", raising=False)
    monkeypatch.chdir(ROOT)  # where .streamlit/config.toml lies
    _reopen()


def _reopen() -> None:
    open_store.cache_clear()
    open_desk.cache_clear()


@pytest.fixture
def dashboard(monkeypatch: pytest.MonkeyPatch) -> Dashboard:
    """``dashboard("overview", role="staff", lang="en", d="99601000")`` opens a page as somebody would from a link."""

    def open_page(page: str, **params: str) -> AppTest:
        at = AppTest.from_file(str(ROOT / "components" / "shell.py"), default_timeout=30)
        at.query_params.update({"role": "staff", "lang": "en"} | params)
        return at.switch_page(str(ROOT / "pages" / f"{page}.py")).run()

    return open_page
