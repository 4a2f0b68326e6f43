"""Districts, population, agencies and topics as files of the demo region."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from data_samples.agencies import agencies_table
from data_samples.people_and_places import MUNICIPALITIES, REGION_NAME, REGION_NAME_EN, TIMEZONE
from data_samples.plan import Plan
from data_samples.topics import topics_table

NOTE = (
    "Всё вымышлено: региона, муниципалитетов, организаций, людей и обращений не существует. "
    "Everything is invented: the region, its municipalities, agencies, people and appeals do not exist."
)


def write_lookups(plan: Plan, out: Path) -> None:
    """districts.geojson, population.csv, agencies.csv, topics.csv and demo.json (the note)."""
    write_geojson(districts(plan), out / "districts.geojson")
    write_table(population(plan), out / "population.csv")
    write_table(agencies_table(), out / "agencies.csv")
    write_table(topics_table(), out / "topics.csv")
    about = {"note": NOTE, "region_name": REGION_NAME, "region_en": REGION_NAME_EN, "timezone": TIMEZONE}
    about |= {"cases": str(plan.cases), "seed": str(plan.seed), "from": plan.truth["from"], "to": plan.truth["to"]}
    (out / "demo.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def districts(plan: Plan) -> list[dict[str, Any]]:
    """GeoJSON features; the town without a polygon has geometry null."""
    features = []
    for town, polygon in zip(MUNICIPALITIES, plan.boundaries.polygons, strict=True):
        properties = {
            "name_osm": town.name,
            "name_official": town.official,
            "name_en": town.english,
            "type": town.kind,
            "center": town.center,
            "region_name": REGION_NAME,
            "region_en": REGION_NAME_EN,
            "oktmo8": town.oktmo,
            "timezone": TIMEZONE,
        }
        geometry = shapely.geometry.mapping(polygon) if polygon is not None else None
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return features


def write_geojson(features: list[dict[str, Any]], path: Path) -> None:
    """One feature a line, longitude and latitude of WGS 84."""
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    crs = '{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}'
    head = f'{{"type":"FeatureCollection","name":"districts","crs":{crs},"features":[\n'
    path.write_text(f"{head}{lines}\n]}}\n", encoding="utf-8")


def population(plan: Plan) -> pd.DataFrame:
    """People at the start of every year the period touches; villages shrink and the capital grows a little."""
    years = range(plan.period.start.year, plan.period.end.year + 1)
    rows = []
    for year in years:
        for place, town in enumerate(MUNICIPALITIES):
            yearly = 1.004 if place == 0 else 0.994
            rows.append((town.oktmo, town.name, year, round(town.population * yearly ** (year - years[-1]))))
    return pd.DataFrame(rows, columns=["ОКТМО", "Муниципалитет", "Год", "Население"])


def write_table(table: pd.DataFrame, path: Path) -> None:
    """`;`, UTF-8 with a byte-order mark."""
    table.to_csv(path, sep=";", index=False, encoding="utf-8-sig", lineterminator="\n")
