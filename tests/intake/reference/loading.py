"""What the tests of reference files share: a small region of squares and one call that loads a file."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from intake.reference import load_reference, recognise
from intake.report import ImportReport
from store.tables import district, region

# Two raions side by side, a city inside the first, a town without a boundary of its own.
SQUARES: dict[str, tuple[str, str, str, tuple[float, float, float, float] | None]] = {
    "52644000": ("Омский район", "Омский муниципальный район", "муниципальный район", (73.0, 54.0, 74.0, 55.0)),
    "52654000": ("Тарский район", "Тарский муниципальный район", "муниципальный район", (74.0, 54.0, 75.0, 55.0)),
    "52701000": ("Омск", "городской округ город Омск", "городской округ", (73.4, 54.4, 73.6, 54.6)),
    "52709000": ("Тюкалинск", "городской округ город Тюкалинск", "городской округ", None),
}


def square(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A GeoJSON polygon."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(geometry: dict[str, Any] | None, **properties: Any) -> dict[str, Any]:
    """A GeoJSON feature."""
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def omsk_features() -> list[dict[str, Any]]:
    """The small region as GeoJSON features, with the properties real files have."""
    return [
        feature(
            square(*box) if box else None,
            name_osm=short,
            name_official=official,
            type=kind,
            center="г Омск",
            region_name="Омская область",
            oktmo8=id,
        )
        for id, (short, official, kind, box) in SQUARES.items()
    ]


def write_geojson(path: Path, features: list[dict[str, Any]], **members: Any) -> Path:
    """A FeatureCollection on disk."""
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}, ensure_ascii=False))
    return path


def load(store: Engine, path: Path, layout: str | None = None, **options: str | None) -> ImportReport:
    """Load one file in one transaction; the report must add up."""
    found = layout or recognise(path)
    assert found is not None, f"{path.name} was not recognised"
    report = ImportReport(path.name, found)
    chosen: dict[str, str | None] = {"region": None, "crs": None, **options}
    with store.begin() as connection:
        load_reference(connection, path, found, region=chosen["region"], crs=chosen["crs"], report=report)
    assert report.adds_up(), report
    return report


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    """(read, new, updated, unchanged, rejected)."""
    return report.read, report.new, report.updated, report.unchanged, report.rejected


def districts(store: Engine) -> dict[str, dict[str, Any]]:
    """id → row of the district table."""
    with store.connect() as connection:
        return {row["id"]: dict(row) for row in connection.execute(select(district)).mappings()}


def regions(store: Engine) -> dict[str, dict[str, Any]]:
    """id → row of the region table."""
    with store.connect() as connection:
        return {row["id"]: dict(row) for row in connection.execute(select(region)).mappings()}
