"""The command line: the same arguments give the same bytes; without --end the data reaches up to now."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from data_samples.__main__ import main

ARGUMENTS = ["--cases", "1500", "--months", "3", "--seed", "3", "--end", "2026-01-31"]


def test_the_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert main([*ARGUMENTS, "--out", str(tmp_path / name)]) == 0
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "b").iterdir())
    assert {path.suffix for path in (tmp_path / "a").iterdir()} == {".xlsx", ".csv", ".json", ".geojson"}
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_without_an_end_the_last_call_is_recent(tmp_path: Path) -> None:
    assert main(["--cases", "1000", "--months", "3", "--out", str(tmp_path), "--format", "csv"]) == 0
    calls = pd.concat([pd.read_csv(path, sep=";", dtype=str) for path in tmp_path.glob("calls_122_*.csv")])
    last = pd.to_datetime(calls["Дата и время звонка"], format="%d.%m.%Y %H:%M:%S").max()
    now = datetime.now(ZoneInfo("Asia/Yekaterinburg")).replace(tzinfo=None)
    assert now - timedelta(days=4) < last <= now


def test_small_demos_say_their_real_numbers(tmp_path: Path) -> None:
    assert main([*ARGUMENTS, "--out", str(tmp_path), "--format", "csv"]) == 0
    truth = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    assert sum(truth["totals"].values()) == 1500
    assert len(truth["events"]) == 75
    assert truth["fair_pair"]["small_closed"] == truth["fair_pair"]["small_on_time"] > 0
    assert truth["fair_pair"]["large_on_time"] < truth["fair_pair"]["large_closed"]


@pytest.mark.parametrize("wrong", [["--cases", "10"], ["--months", "0"], ["--end", "вчера"], ["--format", "pdf"]])
def test_nonsense_ends_with_code_two(wrong: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*wrong, "--out", str(tmp_path)])
    assert stopped.value.code == 2
