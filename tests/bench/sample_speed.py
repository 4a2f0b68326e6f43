"""Rows per second and peak memory of every layout of cases in each form it comes: the small samples, repeated."""

import json
from dataclasses import replace
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


def run(folder: Path, store: Path, rows: int) -> None:
    """Write each sample with so many rows into the folder, load it, print a row for each."""
    print(f"\nIntake, {rows:,} rows of every sample into a store that is there", flush=True)
    costs = []
    for name, layout in SAMPLES.items():
        path = folder / name
        heads, cells = _read(FOLDER / name)
        _write(path, heads, repeated(heads, cells, layout, rows))
        costs += [replace(cost, layout=name) for cost in load_apart([path], store)]
    print_table(costs)


def repeated(heads: list[str], cells: list[list[Any]], layout: str, rows: int) -> list[list[Any]]:
    """The rows over and over, each time with numbers of their own; rows without numbers are told apart by counting."""
    columns = LAYOUTS[layout].columns
    names = {normal_header(name) for key in KEYS if key in columns for name in columns[key].names}
    numbers = {place for place, head in enumerate(heads) if normal_header(head) in names}
    return [
        [f"{cell}-{turn}" if place in numbers else cell for place, cell in enumerate(row)]
        for turn in range(-(-rows // len(cells)))
        for row in cells
    ][:rows]


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
