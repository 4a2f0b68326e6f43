"""A demo region of 20,000 cases in CSV, written once and read as an importer would read it."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data_samples.demo import Order, write_demo

END = datetime(2026, 1, 31, 14, 20)


@dataclass(frozen=True)
class Demo:
    """What lies in the folder: the truth and every channel's rows as text, with moments added as `filed`, `closed`."""

    folder: Path
    truth: dict[str, Any]
    pos: pd.DataFrame
    social: pd.DataFrame
    statutory: pd.DataFrame
    call_122: pd.DataFrame
    reception: pd.DataFrame
    open311: pd.DataFrame
    agencies: pd.DataFrame
    topics: pd.DataFrame
    population: pd.DataFrame
    districts: list[dict[str, Any]]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    write_demo(Order(20_000, 12, 7, END, folder, "csv"), lambda rows: None)
    return _read(folder)


def _read(folder: Path) -> Demo:
    day, second = "%d.%m.%Y", "%d.%m.%Y %H:%M:%S"
    requests = [row for path in sorted(folder.glob("open311_*.json")) for row in json.loads(path.read_text("utf-8"))]
    return Demo(
        folder,
        json.loads((folder / "truth.json").read_text("utf-8")),
        _dated(_tables(folder, "pos"), "Дата поступления", "Дата фактического завершения работ", day),
        _dated(_tables(folder, "incidents"), "Дата создания", "Дата окончания", "%Y-%m-%d %H:%M:%S"),
        _dated(_tables(folder, "registry"), "Дата рег.", "Факт (РК)", day),
        _dated(_tables(folder, "calls_122"), "Дата и время звонка", "Дата закрытия", second),
        _dated(_tables(folder, "receptions"), "Дата приёма", "Дата ответа", day),
        _dated(pd.DataFrame(requests), "requested_datetime", "updated_datetime", "%Y-%m-%dT%H:%M:%S+05:00"),
        _table(folder / "agencies.csv"),
        _table(folder / "topics.csv"),
        _table(folder / "population.csv"),
        json.loads((folder / "districts.geojson").read_text("utf-8"))["features"],
    )


def _tables(folder: Path, name: str) -> pd.DataFrame:
    return pd.concat([_table(path) for path in sorted(folder.glob(f"{name}_*.csv"))], ignore_index=True)


def _table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", dtype=str, keep_default_na=False, encoding="utf-8-sig")


def _dated(table: pd.DataFrame, filed: str, closed: str, pattern: str) -> pd.DataFrame:
    moments = {
        name: pd.to_datetime(table[column], format=pattern, errors="coerce")
        for name, column in (("filed", filed), ("closed", closed))
    }
    return table.assign(**moments)
