"""Rows per second and peak memory of every layout in each form it comes: the small samples, repeated."""

import json
import re
import shutil
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from data_samples.samples import FOLDER
from data_samples.writers import Sink
from intake.formats import LAYOUTS
from intake.grids import open_grids
from intake.headers import normal_header
from tests.bench.loading import load_apart, print_table

SAMPLES = {
    "pos_2026.xlsx": "pos_2026", "pos_older.xlsx": "pos_older", "pos_api.json": "pos_api",
    "incidents_cabinet.xlsx": "incident_cabinet", "incident_details.xlsx": "incident_details",
    "incident_list.xlsx": "incident_list", "incident_durations.xlsx": "incident_durations",
    "hackathon.csv": "hackathon", "registry.xlsx": "registry",
    "registry_cp1251.csv": "registry", "sstu.json": "sstu", "calls_122.csv": "calls_122",
    "receptions.csv": "receptions", "open311.json": "open311", "open311.xml": "open311",
    "nash_spb.csv": "nash_spb", "portal_115.csv": "portal_115", "appeals_by.csv": "appeals_by",
    "direct_lines.csv": "direct_lines", "contact_centre.csv": "contact_centre",
}  # fmt: skip
KEYS = ("number", "incident_id")
# Of files without cases the column by which one row is told from another; a summary of Polis is not repeated.
TOLD_BY = {
    "call_volumes.csv": "Дата", "mfc_volumes.csv": "Дата", "service_volumes.csv": "Дата", "service_ratings.csv": "Дата",
    "official_pages.csv": "Ссылка", "callbacks.csv": "№ обзвона", "annotations.csv": "Описание",
    "poll_results.csv": "Код опроса", "poll_answers.csv": "№ анкеты", "survey_columns.csv": "ID",
    "resident_groups.csv": "Муниципалитет",
    "discussions.csv": "№ обсуждения", "comments.csv": "comment-id",
    "votes.csv": "voter-id",
}  # fmt: skip


def run(folder: Path, store: Path, rows: int) -> None:
    """Write each sample with so many rows into the folder, load it, print a row for each."""
    print(f"\nIntake, {rows:,} rows of every sample into a store that is there", flush=True)
    costs = []
    shutil.copy(FOLDER / "summary.csv", folder)  # says of which consultation the other two are
    for name, layout in (SAMPLES | {name: "" for name in TOLD_BY}).items():
        path = folder / name
        heads, cells = _read(FOLDER / name)
        told_by = [TOLD_BY[name]] if name in TOLD_BY else _numbers(layout)
        _write(path, heads, repeated(heads, cells, told_by, rows))
        costs += [replace(cost, layout=layout or cost.layout) for cost in load_apart([path], store)]
    print_table(costs)


def _numbers(layout: str) -> list[str]:
    columns = LAYOUTS[layout].columns
    return [name for key in KEYS if key in columns for name in columns[key].names]


def repeated(heads: list[str], cells: list[list[Any]], told_by: Collection[str], rows: int) -> list[list[Any]]:
    """The rows over and over, each time told apart by these columns; rows without such are told apart by counting."""
    names = {normal_header(name) for name in told_by}
    places = {place for place, head in enumerate(heads) if normal_header(head) in names}
    return [
        [_another(cell, turn) if place in places else cell for place, cell in enumerate(row)]
        for turn in range(-(-rows // len(cells)))
        for row in cells
    ][:rows]


def _another(cell: Any, turn: int) -> str:
    """A day some weeks earlier, or another number."""
    if re.fullmatch(r"\d\d\.\d\d\.\d{4}", str(cell)):
        return f"{datetime.strptime(cell, '%d.%m.%Y').replace(tzinfo=UTC) - timedelta(days=30 * turn):%d.%m.%Y}"
    return f"{cell}-{turn}"


def _read(path: Path) -> tuple[list[str], list[list[Any]]]:
    if path.suffix == ".json":
        records = json.loads(path.read_text(encoding="utf-8"))
        return list(records[0]), [list(record.values()) for record in records]
    grid = open_grids(path)[1][0]
    heads = grid.top[0]
    chunks = grid.chunks(0, {str(place): place for place in range(len(heads))})
    return heads, [row for chunk in chunks for row in chunk.to_numpy(dtype=object).tolist()]


def _write(path: Path, heads: list[str], cells: list[list[Any]]) -> None:
    with Sink(path, "Sheet0") as sink:
        sink.write([(head, list(values)) for head, values in zip(heads, zip(*cells, strict=True), strict=True)])
    if path.stem.endswith("cp1251"):
        path.write_bytes(path.read_bytes().decode("utf-8-sig").encode("cp1251", errors="replace"))
