import json
from pathlib import Path

import pytest

from intake.__main__ import main
from intake.formats import LAYOUTS
from intake.load import ALL_LAYOUTS
from intake.showing import REASONS, WARNINGS
from store.engine import open_store
from tests.intake.small_files import call_row, cases_of, make_region, pos_row, write_csv

ROOT = Path(__file__).parents[2]


@pytest.fixture
def url(duckdb_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A store with the small region that nobody holds, named by DATABASE_URL."""
    engine = open_store(duckdb_url)
    make_region(engine)
    engine.dispose()
    open_store.cache_clear()
    monkeypatch.setenv("DATABASE_URL", duckdb_url)
    return duckdb_url


def cases(url: str) -> int:
    engine = open_store(url)
    count = len(cases_of(engine))
    engine.dispose()
    open_store.cache_clear()
    return count


def test_json_of_one_file_is_one_object_with_the_agreed_keys(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = write_csv(tmp_path / "calls.csv", [call_row("1"), call_row("")])
    assert main([str(path), "--format", "json"]) == 0
    report = json.loads(capsys.readouterr().out)
    keys = "file layout batch read new updated unchanged rejected rejected_by_reason warnings_by_kind unmapped seconds"
    assert set(keys.split()) <= set(report)
    assert (report["file"], report["layout"], report["batch"]) == ("calls.csv", "calls_122", 1)
    assert (report["read"], report["new"], report["rejected"]) == (2, 1, 1)
    assert report["rejected_by_reason"] == {"no_key": 1}


def test_several_files_are_a_list_and_one_refused_does_not_stop_the_others(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    good = [write_csv(tmp_path / f"{number}.csv", [call_row(str(number))]) for number in (1, 2)]
    bad = tmp_path / "bad.csv"
    bad.touch()
    assert main([str(good[0]), str(bad), str(good[1]), "--format", "json"]) == 2
    said = json.loads(capsys.readouterr().out)
    assert [entry.get("new", entry.get("error", "")[:7]) for entry in said] == [1, "bad.csv", 1]
    assert cases(url) == 2


def test_a_refused_file_exits_with_2_and_one_line(url: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    (tmp_path / "f.xlsx").write_bytes(b"%PDF-1.7")
    assert main([str(tmp_path / "f.xlsx")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip().startswith("f.xlsx: this is a PDF document")
    assert len(said.err.strip().splitlines()) == 1


def test_rows_turned_away_are_no_failure_and_are_told_in_words(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main([str(write_csv(tmp_path / "p.csv", [pos_row("1", Статус="Новость"), pos_row("")]))]) == 0
    said = capsys.readouterr().out
    assert "p.csv: pos_2026, 2 rows read, import 1" in said
    assert "new 1, updated 0, unchanged 0, rejected 1" in said
    assert "without a number [no_key]" in said
    assert "unknown status, kept as written [unknown_status]" in said


def test_a_dry_run_keeps_nothing(url: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert main([str(write_csv(tmp_path / "p.csv", [pos_row("1")])), "--dry-run"]) == 0
    assert "dry run: nothing was kept" in capsys.readouterr().out
    assert cases(url) == 0


def test_undo_takes_a_batch_back_once(url: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    main([str(write_csv(tmp_path / "p.csv", [pos_row("1")]))])
    assert main(["undo", "1"]) == 0
    assert "1 cases removed" in capsys.readouterr().out
    assert cases(url) == 0
    assert main(["undo", "1"]) == 2


def test_a_layout_that_is_named_is_not_looked_for(url: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    path = write_csv(tmp_path / "p.csv", [pos_row("1")])
    assert main([str(path), "--layout", "pos_older", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["layout"] == "pos_older"
    assert main([str(path), "--layout", "calls_122"]) == 2
    assert "«Дата и время звонка»" in capsys.readouterr().err


def test_the_list_of_layouts_names_them_all(capsys: pytest.CaptureFixture) -> None:
    assert main(["layouts"]) == 0
    said = capsys.readouterr().out
    assert [name for name in ALL_LAYOUTS if name not in said] == []


def test_usage_errors_exit_with_2_and_help_explains_the_codes(capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit, match="2"):
        main([])
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "exit codes: 0" in capsys.readouterr().out


def test_every_layout_reason_and_warning_is_documented() -> None:
    manual = "".join((ROOT / "docs" / page).read_text(encoding="utf-8") for page in ("intake.md", "channels.md"))
    words = [*ALL_LAYOUTS, *REASONS, *WARNINGS]
    assert [word for word in words if f"`{word}`" not in manual] == []


def test_every_layout_says_what_it_needs_and_only_knows_metrics_that_exist() -> None:
    from queries.metrics import METRICS

    for layout in LAYOUTS.values():
        assert layout.title
        assert set(layout.cannot_answer) <= set(METRICS), layout.name
        needed = {name for need in layout.required for name in ((need,) if isinstance(need, str) else need)}
        assert needed <= set(layout.columns), layout.name
