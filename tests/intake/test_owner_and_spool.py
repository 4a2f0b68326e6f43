"""A second process while somebody else holds the store: no lock error, readers go on, the import arrives."""

import gc
import json
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from intake.hand_over import open_for_import
from intake.worker import ImportWorker, start_import_worker
from store.engine import open_store, store_file
from store.owner import owner_file, read_owner, remove_owner, write_owner
from store.spool import spool_folder, submit, sweep, take_answer, waiting
from store.tables import case
from tests.another_process import Command, start
from tests.intake.small_files import call_row, cases_of, make_region, pos_row, write_csv

ROOT = Path(__file__).parents[2]


def until(true: Callable[[], Any], seconds: float = 60) -> Any:
    """Ask again until there is an answer."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "waited in vain"
        threading.Event().wait(0.02)
    return found


@pytest.fixture
def held(duckdb_url: str) -> Iterator[Engine]:
    """This process holds the store as the dashboard does: an owner's note and an import thread."""
    engine = open_store(duckdb_url)
    make_region(engine)
    file = file_of(engine)
    write_owner(file, port=8501)
    worker = start_import_worker(engine)
    yield engine
    worker.stop()
    remove_owner(file)
    engine.dispose()


def file_of(engine: Engine) -> Path:
    file = store_file(str(engine.url))
    assert file is not None
    return file


def environment(engine: Engine) -> dict[str, str]:
    return os.environ | {"DATABASE_URL": f"duckdb:///{file_of(engine)}"}


def intake(engine: Engine, *arguments: str) -> Command:
    """`python -m intake` in another process."""
    return start("intake", *arguments, environment=environment(engine))


def test_a_file_handed_over_arrives_while_readers_go_on(held: Engine, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "calls.csv", [call_row(str(number)) for number in range(500)])
    reads = 0
    command = [sys.executable, "-m", "intake", str(path), "--format", "json"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(held), stdout=PIPE, stderr=PIPE, text=True) as process:
        while process.poll() is None:
            with held.connect() as connection:
                assert connection.execute(select(func.count()).select_from(case)).scalar() in (0, 500)
            reads += 1
        out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    report = json.loads(out)
    assert (report["file"], report["read"], report["new"], report["batch"]) == ("calls.csv", 500, 500, 1)
    assert len(cases_of(held)) == 500
    assert reads > 1
    assert list(spool_folder(file_of(held)).iterdir()) == []


def test_a_broken_file_handed_over_is_refused_with_its_own_name(held: Engine, tmp_path: Path) -> None:
    (tmp_path / "f.xlsx").write_bytes(b"%PDF-1.7")
    good = write_csv(tmp_path / "good.csv", [pos_row("1")])
    with intake(held, str(tmp_path / "f.xlsx")) as process:
        _, err = process.communicate()
    assert process.returncode == 2
    assert err.startswith("f.xlsx: this is a PDF document")
    with intake(held, str(good)) as process:  # the thread is still there
        out, _ = process.communicate()
    assert process.returncode == 0, out


def test_a_file_of_the_regions_own_layout_is_handed_over_by_its_name(
    held: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The owner knows the layout that another process names; one that nobody knows is refused in words."""
    layout = "channel: maengel\ncolumns: {number: Nr, filed_at: Eingang, topic_1: Thema, district_source: Ort}\n"
    monkeypatch.setenv("SVODKA_LAYOUTS", str(tmp_path))
    (tmp_path / "maengel.yaml").write_text(f"title: Mängelmelder\n{layout}", encoding="utf-8")
    rows = [{"Nr": n, "Eingang": "05.01.2026", "Thema": "Дороги", "Ort": "Сосновск"} for n in (1, 2)]
    file = str(write_csv(tmp_path / "m.csv", rows))
    with intake(held, file, "--layout", "maengel", "--format", "json") as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert (json.loads(out)["layout"], list(cases_of(held).index)) == ("maengel", ["maengel:1", "maengel:2"])
    with intake(held, file, "--layout", "another") as process:
        _, err = process.communicate()
    assert process.returncode == 2 and "another" in err and "maengel" in err


def test_undo_is_handed_over_too(held: Engine, tmp_path: Path) -> None:
    with intake(held, str(write_csv(tmp_path / "p.csv", [pos_row("1")]))) as process:
        process.communicate()
    with intake(held, "undo", "1") as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert "1 cases removed" in out
    assert cases_of(held).empty


def test_a_store_held_by_a_program_that_takes_no_files_is_said_so(duckdb_url: str, tmp_path: Path) -> None:
    engine = open_store(duckdb_url)
    with intake(engine, str(write_csv(tmp_path / "p.csv", [pos_row("1")])), "--wait", "0") as process:
        _, err = process.communicate()
    engine.dispose()
    assert process.returncode == 2
    assert "takes no files" in err
    assert "Traceback" not in err


def test_an_import_waits_for_another_that_holds_the_store(duckdb_url: str, tmp_path: Path) -> None:
    engine = open_store(duckdb_url)
    make_region(engine)
    with intake(engine, str(write_csv(tmp_path / "p.csv", [pos_row("1")])), "--wait", "60") as process:
        engine.dispose()
        open_store.cache_clear()
        out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    assert "new 1" in out


@pytest.mark.parametrize("before", [False, True])
def test_what_was_set_aside_for_an_import_and_no_more_is_looked_at_again(duckdb_url: str, before: bool) -> None:
    kept = gc.get_freeze_count()
    gc.unfreeze()
    if before:
        gc.freeze()
    with open_for_import(duckdb_url):
        assert gc.get_freeze_count() > 0
    assert (gc.get_freeze_count() > 0) == before
    gc.freeze() if kept else gc.unfreeze()


def test_the_owners_note_is_private_and_ends_with_its_process(tmp_path: Path) -> None:
    store = tmp_path / "s.duckdb"
    owner = write_owner(store, port=4321)
    assert stat.S_IMODE(owner_file(store).stat().st_mode) == 0o600
    assert read_owner(store) == owner
    assert (owner["pid"], owner["port"]) == (os.getpid(), 4321)
    assert len(owner["token"]) >= 40

    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    owner_file(store).write_text(json.dumps(owner | {"pid": dead.pid}))
    assert read_owner(store) is None
    remove_owner(store)
    assert owner_file(store).exists()  # not this process's note
    owner_file(store).write_text("{")
    assert read_owner(store) is None


def test_requests_are_answered_in_order_and_taken_away(tmp_path: Path) -> None:
    from store.spool import answer

    store = tmp_path / "s.duckdb"
    first, second = (submit(store, {"do": "load", "file": f"{number}.csv"}) for number in (1, 2))
    found = waiting(store)
    assert [request.content["file"] for request in found] == ["1.csv", "2.csv"]
    assert take_answer(first) is None
    answer(found[0], {"read": 1})
    assert [request.content["file"] for request in waiting(store)] == ["2.csv"]
    assert take_answer(first) == {"read": 1}
    assert not first.folder.exists()
    assert second.folder.exists()


def test_what_a_dead_process_left_is_swept_away(tmp_path: Path) -> None:
    store = tmp_path / "s.duckdb"
    mine = submit(store, {"do": "load"})
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for name in (f"abc-{dead.pid}", f".def-{dead.pid}"):
        (spool_folder(store) / name / "files").mkdir(parents=True)
    assert sweep(store) == 2
    assert [folder.name for folder in spool_folder(store).iterdir()] == [mine.folder.name]


def test_the_thread_survives_errors_nobody_thought_of(
    held: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("intake.worker.load_file", fail)
        request = submit(file_of(held), {"do": "load", "file": "x.csv"})
        found = until(lambda: take_answer(request))
    assert "the disk is full" in found["error"]
    path = write_csv(tmp_path / "calls.csv", [call_row("1")])
    request = submit(file_of(held), {"do": "load", "file": "calls.csv"}, [path])
    assert until(lambda: take_answer(request))["new"] == 1


def test_only_a_file_store_has_a_worker() -> None:
    from sqlalchemy import create_engine

    with pytest.raises(ValueError, match="a server takes imports from any process"):
        ImportWorker(create_engine("postgresql+psycopg://nobody@127.0.0.1/none"))
