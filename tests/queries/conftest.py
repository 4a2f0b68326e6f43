"""A demo region with planted truths, loaded as a centre would load it: made once, only read."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from deploy.demo import load_region
from store.engine import open_desk, open_store
from tests import sample_cases

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = ("store.", "pos_", "registry_", "receptions_")  # loading them takes long, and the rest shows the truths too


@dataclass(frozen=True)
class PlantedRegion:
    """A loaded store and what was planted in it."""

    engine: Engine
    truth: dict[str, Any]


@pytest.fixture(autouse=True)
def no_desk_of_anybody(empty_desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions that look at the desk find an empty one, neither this machine's nor that of an earlier test."""
    monkeypatch.setenv("DESK_URL", f"sqlite:///{shutil.copy(empty_desk, tmp_path / 'nobody.sqlite')}")
    open_desk.cache_clear()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, empty_desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """An empty desk on each engine it may lie on: the one that `open_desk` opens."""
    url = f"sqlite:///{shutil.copy(empty_desk, tmp_path / 'desk.sqlite')}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_store_url")
    monkeypatch.setenv("DESK_URL", url)
    open_desk.cache_clear()
    return open_desk()


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlantedRegion]:
    folder = tmp_path_factory.mktemp("planted")
    _write(folder)
    engine = open_store(f"duckdb:///{folder / 'store.duckdb'}")
    files = tmp_path_factory.mktemp("files")
    for file in folder.iterdir():
        if not file.name.startswith(LEFT_OUT):
            file.rename(files / file.name)
    load_region(engine, files)
    yield PlantedRegion(engine, json.loads((files / "truth.json").read_text(encoding="utf-8")))
    engine.dispose()


def _write(folder: Path) -> None:
    """As its users run it: in a process of its own. A page test leaves its script behind as this process's main module,
    which the generator would then run in its own processes.
    """
    order = [
        "--cases",
        "14000",
        "--months",
        "14",
        "--seed",
        "7",
        "--end",
        "2026-11-20T14:20",
        "--format",
        "csv",
        "--out",
    ]
    subprocess.run(
        [sys.executable, "-m", "data_samples", *order, str(folder)], cwd=ROOT, check=True, capture_output=True
    )


@pytest.fixture(scope="session")
def reused_store(empty_duckdb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One store for all examples of a property test, which empty it themselves."""
    file = tmp_path_factory.mktemp("property") / "store.duckdb"
    shutil.copy(empty_duckdb, file)
    engine = open_store(f"duckdb:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def filled(empty_duckdb: Path, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A store with the municipalities A and B, for `tests.queries.generated_cases.refill`."""
    file = tmp_path_factory.mktemp("properties") / "store.duckdb"
    shutil.copy(empty_duckdb, file)
    engine = open_store(f"duckdb:///{file}")
    sample_cases.load_region(engine, {"A": 5_000, "B": 70_000})
    return engine
