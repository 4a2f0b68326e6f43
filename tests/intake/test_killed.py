"""Killed at any moment, an import leaves the store as before the file or as after it."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from shutil import copy

import pytest

from intake.load import load_file
from store.engine import open_store
from tests.intake.small_files import call_row, cases_of, make_region, texts_of, write_csv

ROOT = Path(__file__).parents[2]
ROWS = 3000
CHILD = """
import sys, os
from datetime import datetime
from intake.load import load_file
from store.engine import open_store
engine = open_store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
load_file(sys.argv[2], engine=engine, now=datetime(2026, 3, 1))
print("done", flush=True)
engine.dispose()
"""


@pytest.fixture(scope="module")
def second_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half of it changes cases of the first file, half is new."""
    rows = [call_row(str(number), Результат="Разъяснено") for number in range(ROWS // 2, ROWS + ROWS // 2)]
    return write_csv(tmp_path_factory.mktemp("files") / "second.csv", rows)


@pytest.fixture(scope="module")
def first_store(tmp_path_factory: pytest.TempPathFactory, empty_duckdb: Path, second_file: Path) -> Path:
    """A store that holds the first file."""
    folder = tmp_path_factory.mktemp("first")
    copy(empty_duckdb, folder / "store.duckdb")
    engine = open_store(f"duckdb:///{folder / 'store.duckdb'}")
    make_region(engine)
    path = write_csv(folder / "first.csv", [call_row(str(number)) for number in range(ROWS)])
    load_file(path, engine=engine)
    engine.dispose()
    return folder / "store.duckdb"


def state(file: Path) -> tuple[int, int, int, int]:
    """(cases, texts, explained, greatest batch)"""
    engine = open_store(f"duckdb:///{file}")
    cases, texts = cases_of(engine), texts_of(engine)
    engine.dispose()
    open_store.cache_clear()
    return len(cases), len(texts), int((cases["outcome"] == "explained").sum()), int(cases["batch_id"].max())


BEFORE = (ROWS, ROWS, 0, 1)
AFTER = (ROWS + ROWS // 2, ROWS + ROWS // 2, ROWS, 2)


def test_a_kill_at_ten_random_moments_leaves_before_or_after(
    first_store: Path, second_file: Path, tmp_path: Path
) -> None:
    assert state(first_store) == BEFORE
    moments = random.Random(7)
    whole = _run(first_store, second_file, tmp_path / "whole", None)[1]
    seen = []
    for attempt in range(10):
        folder = tmp_path / str(attempt)
        found, _ = _run(first_store, second_file, folder, moments.uniform(0, whole))
        assert found in (BEFORE, AFTER), f"between, after attempt {attempt}"
        seen.append(found)
    assert BEFORE in seen


def _run(store: Path, file: Path, folder: Path, kill_after: float | None) -> tuple[tuple[int, int, int, int], float]:
    """(state afterwards, seconds the import took) of an import by another process, killed after some seconds."""
    folder.mkdir()
    copy(store, folder / "store.duckdb")
    url = f"duckdb:///{folder / 'store.duckdb'}"
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, url, str(file)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as child:
        assert child.stdin and child.stdout
        assert child.stdout.readline() == "ready\n"
        started = time.perf_counter()
        child.stdin.write("\n")
        child.stdin.flush()
        if kill_after is None:
            assert child.stdout.readline() == "done\n"
        else:
            try:
                child.wait(kill_after)
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
        took = time.perf_counter() - started
        child.wait()
    return state(folder / "store.duckdb"), took
