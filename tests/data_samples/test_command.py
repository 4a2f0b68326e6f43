"""The command line: the same arguments give the same bytes; without --end the data reaches up to now."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from data_samples.__main__ import main

ARGUMENTS = ["--cases", "1500", "--months", "3", "--seed", "3", "--end", "2026-01-31"]


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two folders written with the same arguments."""
    folders = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    for folder in folders:
        assert main([*ARGUMENTS, "--out", str(folder)]) == 0
    return folders


def test_the_same_arguments_give_the_same_bytes(twice: tuple[Path, Path]) -> None:
    first, second = twice
    files = sorted(path.name for path in first.iterdir())
    assert files == sorted(path.name for path in second.iterdir())
    assert {path.suffix for path in first.iterdir()} == {".xlsx", ".csv", ".json", ".geojson"}
    for name in files:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_without_an_end_the_last_call_is_recent(tmp_path: Path) -> None:
    assert main(["--cases", "1000", "--months", "3", "--out", str(tmp_path), "--format", "csv"]) == 0
    calls = pd.concat([pd.read_csv(path, sep=";", dtype=str) for path in tmp_path.glob("calls_122_*.csv")])
    last = pd.to_datetime(calls["Дата и время звонка"], format="%d.%m.%Y %H:%M:%S").max()
    now = datetime.now(ZoneInfo("Asia/Yekaterinburg")).replace(tzinfo=None)
    assert now - timedelta(days=4) < last <= now


def test_small_demos_say_their_real_numbers(twice: tuple[Path, Path]) -> None:
    truth = json.loads((twice[0] / "truth.json").read_text("utf-8"))
    assert sum(truth["totals"].values()) == 1500
    assert len(truth["events"]) == 75
    assert truth["fair_pair"]["small_closed"] == truth["fair_pair"]["small_on_time"] > 0
    assert truth["fair_pair"]["large_on_time"] < truth["fair_pair"]["large_closed"]


@pytest.mark.parametrize("wrong", [["--cases", "10"], ["--months", "0"], ["--end", "вчера"], ["--format", "pdf"]])
def test_nonsense_ends_with_code_two(wrong: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*wrong, "--out", str(tmp_path)])
    assert stopped.value.code == 2
