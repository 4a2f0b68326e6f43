"""Killed at any moment, an import leaves the store as before the file or as after it."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shutil import copy
from threading import Timer

import pytest

from intake.load import load_file
from store.engine import open_store
from tests.intake.small_files import call_row, cases_of, make_region, texts_of, write_csv

ROOT = Path(__file__).parents[2]
ROWS = 3000
# Starts every import as a process of its own, as it is asked to; what they all need is read once.
STARTER = """
import os, signal, sys
from datetime import datetime
from intake.load import load_file
from store.engine import open_store
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
print("warm", flush=True)
for line in sys.stdin:
    if not (child := os.fork()):
        url, file = line.rstrip().split("\\t")
        engine = open_store(url)
        print(os.getpid(), flush=True)
        signal.sigwait({signal.SIGUSR1})
        load_file(file, engine=engine, now=datetime(2026, 3, 1))
        engine.dispose()
        os._exit(0)
    print("ended", os.waitpid(child, 0)[1], flush=True)
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


@pytest.fixture(scope="module")
def starter() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", STARTER]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        assert process.stdout.readline() == "warm\n"
        yield process
        process.stdin.close()


def test_a_kill_at_ten_random_moments_leaves_before_or_after(
    starter: subprocess.Popen[str], first_store: Path, second_file: Path, tmp_path: Path
) -> None:
    assert state(first_store) == BEFORE
    moments = random.Random(7)
    _, whole = _run(starter, first_store, second_file, tmp_path / "whole", None)
    seen = []
    for attempt in range(10):
        found, _ = _run(starter, first_store, second_file, tmp_path / str(attempt), moments.uniform(0, whole))
        assert found in (BEFORE, AFTER), f"between, after attempt {attempt}"
        seen.append(found)
    assert BEFORE in seen


def _run(
    starter: subprocess.Popen[str], store: Path, file: Path, folder: Path, kill_after: float | None
) -> tuple[tuple[int, int, int, int], float]:
    """(state afterwards, seconds the import took) of an import by another process, killed after some seconds."""
    folder.mkdir()
    copy(store, folder / "store.duckdb")
    assert starter.stdin and starter.stdout
    starter.stdin.write(f"duckdb:///{folder / 'store.duckdb'}\t{file}\n")
    starter.stdin.flush()
    child = int(starter.stdout.readline())
    started = time.perf_counter()
    os.kill(child, signal.SIGUSR1)
    killer = Timer(kill_after, _kill, (child,)) if kill_after is not None else None
    if killer:
        killer.start()
    ended = starter.stdout.readline()
    took = time.perf_counter() - started
    if killer:
        killer.cancel()
    assert ended in ("ended 0\n", f"ended {signal.SIGKILL.value}\n")
    return state(folder / "store.duckdb"), took


def _kill(child: int) -> None:
    with suppress(ProcessLookupError):  # it was done at that moment
        os.kill(child, signal.SIGKILL)
