"""Stores the screens are tested on, and the dashboard itself as an AppTest."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from store.engine import open_desk, open_store
from tests.pages.small_store import fill

ROOT = Path(__file__).resolve().parents[2]
Dashboard = Callable[..., AppTest]


@pytest.fixture(scope="session")
def small_store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DuckDB file with the small region of `small_store`: made once, only read."""
    file = tmp_path_factory.mktemp("small") / "small.duckdb"
    engine = open_store(f"duckdb:///{file}")
    fill(engine)
    engine.dispose()
    return file


@pytest.fixture
def small_store(small_store_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The dashboard's own store is a copy of the small region."""
    file = Path(shutil.copy(small_store_file, tmp_path / "store.duckdb"))
    with own(f"duckdb:///{file}", f"sqlite:///{tmp_path / 'desk.sqlite'}", monkeypatch):
        yield file


@pytest.fixture
def empty_store(empty_duckdb: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The dashboard's own store has tables and nothing in them."""
    file = Path(shutil.copy(empty_duckdb, tmp_path / "store.duckdb"))
    with own(f"duckdb:///{file}", f"sqlite:///{tmp_path / 'desk.sqlite'}", monkeypatch):
        yield file


@contextmanager
def own(store_url: str, desk_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The dashboard's own store and desk are these."""
    _point_at(store_url, desk_url, monkeypatch)
    st.cache_data.clear()
    yield
    open_store(store_url).dispose()
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
