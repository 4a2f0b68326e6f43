"""Rows per second and peak memory of the case layouts that the demo region has no file of: samples, repeated."""

import csv
import json
from pathlib import Path
from typing import Any

from data_samples.samples import FOLDER
from intake.formats import LAYOUTS
from intake.headers import normal_header
from tests.bench.intake_speed import load_apart, print_table

SAMPLES = {
    "pos_api": "pos_api.json", "sstu": "sstu.json", "nash_spb": "nash_spb.csv", "portal_115": "portal_115.csv",
    "appeals_by": "appeals_by.csv", "direct_lines": "direct_lines.csv", "contact_centre": "contact_centre.csv",
}  # fmt: skip


def run(folder: Path, store: Path, rows: int) -> None:
    """Write each sample with so many rows into the folder, load it, print a row per layout."""
    measured = []
    for layout, name in SAMPLES.items():
        path = folder / f"{layout}{Path(name).suffix}"
        heads, cells = _read(FOLDER / name)
        _write(path, heads, repeated(heads, cells, layout, rows))
        reports, peak = load_apart([path], store)
        measured.append((layout, reports[0]["read"], reports[0]["seconds"], peak))
    print_table(measured)


def repeated(heads: list[str], cells: list[list[Any]], layout: str, rows: int) -> list[list[Any]]:
    """The rows over and over, each time with numbers of their own."""
    names = {normal_header(name) for name in LAYOUTS[layout].columns["number"].names}
    at = next(place for place, head in enumerate(heads) if normal_header(head) in names)
    return [
        [f"{cell}-{turn}" if place == at else cell for place, cell in enumerate(row)]
        for turn in range(-(-rows // len(cells)))
        for row in cells
    ][:rows]


def _read(path: Path) -> tuple[list[str], list[list[Any]]]:
    if path.suffix == ".json":
        records = json.loads(path.read_text(encoding="utf-8"))
        return list(records[0]), [list(record.values()) for record in records]
    with path.open(encoding="utf-8-sig", newline="") as file:
        heads, *cells = csv.reader(file, delimiter=";")
    return heads, list(cells)


def _write(path: Path, heads: list[str], cells: list[list[Any]]) -> None:
    if path.suffix == ".json":
        records = [dict(zip(heads, row, strict=True)) for row in cells]
        path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows([heads, *cells])
