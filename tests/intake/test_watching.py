"""A watched folder: complete files are loaded and put away with their reports; kills lose nothing."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from intake.__main__ import main
from intake.hand_over import NotReached, OwnStore
from intake.watching import Watched
from store.engine import open_store
from tests.intake.small_files import call_row, cases_of, make_region, write_csv


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def settled(path: Path) -> Path:
    """As if it had been put there a minute ago."""
    about = path.stat()
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns - 60 * 10**9))
    return path


def take(engine: Engine, watched: Watched, **changes: Any) -> list[dict[str, Any]]:
    store = OwnStore(engine)

    def load(path: Path) -> Any:
        return store.load(path, layout=None, region=None, crs=None, dry_run=False)

    return watched.take(store, watched.complete(), changes.get("load", load))


def test_a_file_is_loaded_and_lies_in_done_with_its_report(duckdb_region: Engine, inbox: Path) -> None:
    settled(write_csv(inbox / "calls.csv", [call_row()]))
    (report,) = take(duckdb_region, Watched(inbox))
    assert (report["new"], report["batch"]) == (1, 1)
    assert sorted(p.name for p in inbox.iterdir()) == ["done"]
    assert sorted(p.name for p in (inbox / "done").iterdir()) == ["calls.csv", "calls.csv.report.json"]
    assert json.loads((inbox / "done" / "calls.csv.report.json").read_text())["layout"] == "calls_122"


def test_a_refused_file_lies_in_failed_and_says_why(duckdb_region: Engine, inbox: Path) -> None:
    settled(write_csv(inbox / "a.csv", [{"Чужой": 1}]))
    settled(write_csv(inbox / "b.csv", [call_row()]))
    take(duckdb_region, Watched(inbox))
    why = json.loads((inbox / "failed" / "a.csv.report.json").read_text())["error"]
    assert "no layout is known" in why
    assert (inbox / "done" / "b.csv").exists()


def test_a_file_that_still_grows_is_left_alone(duckdb_region: Engine, inbox: Path) -> None:
    now = 1_800_000_000.0
    watched = Watched(inbox, settle=2, clock=lambda: now)
    path = write_csv(inbox / "calls.csv", [call_row()])
    os.utime(path, (now, now))
    (inbox / "other.csv.part").write_text("x")
    (inbox / ".hidden.csv").write_text("x")
    (inbox / "empty.csv").touch()
    os.utime(inbox / "empty.csv", (0, 0))
    assert watched.complete() == []
    now += 3
    path.write_text(path.read_text() + "\n")
    os.utime(path, (now - 2.5, now - 2.5))
    assert watched.complete() == []  # it stood still, but is not what it was at the last look
    assert watched.complete() == [path]


def test_the_next_look_comes_when_the_youngest_file_may_have_settled(inbox: Path) -> None:
    watched = Watched(inbox, settle=2, clock=lambda: 1_800_000_000.0)
    assert watched.pause(5) == 5
    for name, age in (("old.csv", 60), ("young.csv", 0.5)):
        os.utime(write_csv(inbox / name, [call_row()]), (0, 1_800_000_000 - age))
    watched.complete()
    assert (watched.pause(5), watched.pause(1)) == (1.5, 1)


def test_a_second_file_of_one_name_does_not_push_the_first_out(duckdb_region: Engine, inbox: Path) -> None:
    for number in ("122-1", "122-2"):
        settled(write_csv(inbox / "calls.csv", [call_row(number)]))
        take(duckdb_region, Watched(inbox))
    names = {"calls.csv", "calls.csv.report.json", "calls-2.csv", "calls-2.csv.report.json"}
    assert {p.name for p in (inbox / "done").iterdir()} == names
    assert len(cases_of(duckdb_region)) == 2


def test_killed_between_loading_and_moving_the_file_is_loaded_again_and_changes_nothing(
    duckdb_region: Engine, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = settled(write_csv(inbox / "calls.csv", [call_row()]))
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("intake.watching._put_away", _killed)
        take(duckdb_region, Watched(inbox))
    assert path.exists()
    (report,) = take(duckdb_region, Watched(inbox))
    assert (report["new"], report["unchanged"]) == (0, 1)
    assert len(cases_of(duckdb_region)) == 1


def _killed(*_: Any) -> None:
    raise KeyboardInterrupt


def test_a_file_stays_when_the_store_could_not_be_reached(duckdb_region: Engine, inbox: Path) -> None:
    def load(path: Path) -> Any:
        raise NotReached("held")

    path = settled(write_csv(inbox / "calls.csv", [call_row()]))
    (report,) = take(duckdb_region, Watched(inbox), load=load)
    assert (report["error"], path.exists()) == ("held", True)


def test_the_command_takes_what_is_there_and_ends(
    duckdb_url: str, inbox: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    engine = open_store(duckdb_url)
    make_region(engine)
    engine.dispose()
    open_store.cache_clear()
    monkeypatch.setenv("DATABASE_URL", duckdb_url)
    settled(write_csv(inbox / "calls.csv", [call_row()]))
    assert main(["watch", str(inbox), "--once", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["new"] == 1
    assert main(["watch", str(inbox / "nowhere"), "--once"]) == 2
