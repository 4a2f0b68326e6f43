"""Outlines with the latitude before the longitude: refused where they cannot be right, and nowhere else."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from intake.names.known_regions import RUSSIA, known_regions
from intake.report import FileRefused
from tests.intake.reference.loading import districts, feature, load, omsk_features, square, write_geojson

HOW = " Write the longitude first and the latitude second in every point, as GeoJSON wants it, and load the file again."


def swapped(geometry: Any) -> Any:
    """The same geometry with the numbers of each point the other way round."""
    if isinstance(geometry, dict):
        return {**geometry, "coordinates": swapped(geometry["coordinates"])}
    if isinstance(geometry[0], list):
        return [swapped(part) for part in geometry]
    return [geometry[1], geometry[0], *geometry[2:]]


def refused(store: Engine, path: Path, **options: str) -> str:
    """What the refusal says; nothing of the file is kept."""
    with pytest.raises(FileRefused) as found:
        load(store, path, **options)
    assert districts(store) == {}
    return str(found.value)


def test_latitude_before_longitude_is_refused_with_the_way_out(store: Engine, tmp_path: Path) -> None:
    """Novaya Zemlya, where Omsk would be drawn, is in Russia too."""
    features = omsk_features()
    for one in features[:3]:
        one["geometry"] = swapped(one["geometry"])
    said = refused(store, write_geojson(tmp_path / "omsk.geojson", features))
    assert said == (
        "omsk.geojson, feature 1 «Омский район»: longitude 54, latitude 74 is outside of «Омская область», and the "
        "other way round it is inside." + HOW
    )


def test_one_outline_the_wrong_way_round_is_named(duckdb_store: Engine, tmp_path: Path) -> None:
    features = omsk_features()
    features[2]["geometry"] = swapped(features[2]["geometry"])
    said = refused(duckdb_store, write_geojson(tmp_path / "omsk.geojson", features))
    assert "feature 3 «Омск»: longitude 54.4, latitude 73.6 " in said


def test_a_latitude_that_there_is_not_is_no_matter_of_the_coordinate_system(
    duckdb_store: Engine, tmp_path: Path
) -> None:
    bratsk = feature(swapped(square(101, 56, 102, 57)), name="Братск", oktmo="25714000")
    said = refused(duckdb_store, write_geojson(tmp_path / "irkutsk.geojson", [feature(None), bratsk]))
    assert said == "irkutsk.geojson, feature 2: longitude 56, latitude 101: no latitude is above 90°." + HOW


def test_a_region_that_is_not_listed_is_in_russia_by_its_oktmo_and_else_anywhere(
    duckdb_store: Engine, tmp_path: Path
) -> None:
    """Shymkent is south of the box that holds Russia, and the other way round, in the Barents Sea, inside."""
    there = square(69, 40, 70, 40.9)
    shymkent = feature(there, name="Шымкент", code="79", region_name="Туркестанская область")
    assert load(duckdb_store, write_geojson(tmp_path / "abroad.geojson", [shymkent])).new == 1
    donetsk = feature(swapped(square(37, 47, 38, 48)), name="Донецк", oktmo="21701000")
    with pytest.raises(FileRefused, match="longitude 47, latitude 38 is outside of «Россия»"):
        load(duckdb_store, write_geojson(tmp_path / "oktmo.geojson", [donetsk]))


def test_beyond_180_degrees_is_chukotka(duckdb_store: Engine, tmp_path: Path) -> None:
    both = {"type": "MultiPolygon", "coordinates": [
        square(178, 66, 180, 68)["coordinates"], square(-180, 66, -172, 68)["coordinates"],
    ]}  # fmt: skip
    east = square(-176, 65, -170, 66)
    features = [feature(both, name="Иультин", oktmo="77701000"), feature(east, name="Уэлен", oktmo="77702000")]
    assert load(duckdb_store, write_geojson(tmp_path / "chukotka.geojson", features)).new == 2


def test_what_is_inside_nowhere_is_taken_as_it_stands(duckdb_store: Engine, tmp_path: Path) -> None:
    elsewhere = feature(square(30, 55, 31, 56), name="Братск", oktmo="25714000")
    assert load(duckdb_store, write_geojson(tmp_path / "elsewhere.geojson", [elsewhere])).new == 1


@pytest.mark.parametrize("file", ["irkutsk", "ivanovo", "minsk_region", "omsk", "rostov", "yugra"])
def test_the_real_boundaries_are_refused_the_other_way_round(
    duckdb_store: Engine, real_data: Path, tmp_path: Path, file: str
) -> None:
    whole = json.loads((real_data / "boundaries" / f"{file}.geojson").read_text(encoding="utf-8"))
    for one in whole["features"]:
        if one["geometry"]:
            one["geometry"] = swapped(one["geometry"])
    (tmp_path / f"{file}.geojson").write_text(json.dumps(whole))
    assert refused(duckdb_store, tmp_path / f"{file}.geojson").endswith(HOW)


# One town of each region near its middle or its edge: longitude, latitude.
TOWNS = {
    "01": (85.0, 52.5), "03": (37.8, 44.7), "04": (88.2, 69.3), "05": (132.9, 42.8), "07": (42.0, 45.0),
    "08": (140.3, 48.9), "10": (127.5, 50.3), "11": (46.6, 61.3), "118": (53.0, 67.6), "12": (48.0, 46.3),
    "14": (37.9, 51.3), "15": (32.2, 52.6), "17": (42.0, 55.6), "18": (45.2, 50.1), "19": (46.3, 60.8),
    "20": (39.6, 50.2), "22": (43.5, 56.2), "24": (42.2, 57.4), "25": (101.6, 56.2), "26": (44.8, 43.2),
    "27": (21.8, 54.6), "28": (34.6, 57.6), "29": (36.6, 55.1), "30": (166.0, 60.4), "32": (87.1, 53.8),
    "33": (50.0, 58.7), "34": (45.5, 58.4), "35": (36.5, 45.4), "36": (48.5, 53.2), "37": (63.3, 56.1),
    "38": (35.3, 51.7), "40": (30.3, 59.9), "41": (28.8, 60.7), "42": (38.5, 52.6), "44": (150.8, 59.6),
    "45": (37.6, 55.8), "46": (39.0, 55.4), "47": (33.1, 69.0), "49": (33.9, 58.4), "50": (78.4, 55.4),
    "52": (74.4, 56.9), "53": (58.6, 51.2), "54": (36.1, 53.0), "56": (45.2, 53.1), "57": (56.8, 59.4),
    "58": (30.5, 56.3), "60": (40.2, 47.7), "61": (41.4, 54.9), "63": (46.0, 51.5), "64": (142.7, 47.0),
    "65": (60.0, 57.9), "66": (32.0, 54.8), "67": (33.5, 44.6), "68": (41.5, 52.7), "69": (82.9, 58.3),
    "70": (37.6, 54.2), "71": (69.5, 56.1), "718": (73.4, 61.3), "719": (66.6, 66.5), "73": (49.6, 54.2),
    "75": (59.0, 53.4), "76": (113.5, 52.0), "77": (177.5, 64.7), "78": (38.8, 58.0), "79": (40.1, 44.6),
    "80": (56.0, 54.7), "81": (107.6, 51.8), "82": (48.3, 42.1), "83": (43.6, 43.5), "84": (86.0, 52.0),
    "85": (44.3, 46.3), "86": (34.3, 61.8), "87": (64.0, 67.5), "88": (47.9, 56.6), "89": (45.2, 54.2),
    "90": (44.7, 43.0), "91": (42.0, 44.2), "92": (52.4, 55.7), "93": (94.4, 51.7), "94": (53.2, 56.9),
    "95": (91.4, 53.7), "96": (45.7, 43.3), "97": (47.2, 56.1), "98": (113.9, 62.5), "99": (132.9, 48.8),
    "BY-BR": (26.1, 52.1), "BY-VI": (28.8, 55.5), "BY-HO": (29.2, 52.1), "BY-HR": (23.8, 53.7),
    "BY-MA": (29.2, 53.1), "BY-MI": (28.5, 54.1),
}  # fmt: skip


def test_every_listed_region_lies_where_its_towns_are() -> None:
    assert TOWNS.keys() == known_regions().keys()
    for id, (lon, lat) in TOWNS.items():
        west, south, east, north = known_regions()[id].lies
        assert west + 0.5 < lon < east - 0.5 and south + 0.5 < lat < north - 0.5, id
        if known_regions()[id].country == "RU":
            assert RUSSIA[0] <= west and east <= RUSSIA[2] and north <= RUSSIA[3], id
