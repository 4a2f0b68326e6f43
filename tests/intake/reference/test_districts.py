"""Municipalities, their names and regions from boundary files."""

import json
from pathlib import Path

import pytest
import shapely
from sqlalchemy import Engine, select

from intake.report import FileRefused
from store.tables import district_alias
from tests.intake.reference.loading import (
    counts,
    districts,
    feature,
    load,
    omsk_features,
    regions,
    square,
    write_geojson,
)


def test_a_boundary_file_fills_the_districts_their_kinds_and_english_names(store: Engine, omsk_file: Path) -> None:
    report = load(store, omsk_file)
    rows = districts(store)
    assert counts(report) == (4, 4, 0, 0, 0)
    assert rows["52701000"]["name_ru"] == "Омск"
    assert rows["52701000"]["name_official"] == "городской округ город Омск"
    assert (rows["52701000"]["kind"], rows["52701000"]["name_en"]) == ("urban_okrug", "Omsk")
    assert (rows["52644000"]["kind"], rows["52644000"]["name_en"]) == ("municipal_raion", "Omsky District")


def test_loading_the_same_file_again_changes_nothing(store: Engine, omsk_file: Path) -> None:
    load(store, omsk_file)
    before = districts(store)
    assert counts(load(store, omsk_file)) == (4, 0, 0, 4, 0)
    assert districts(store) == before


def test_a_renamed_district_is_updated_and_the_others_stay(store: Engine, tmp_path: Path) -> None:
    features = omsk_features()
    load(store, write_geojson(tmp_path / "before.geojson", features))
    features[0]["properties"]["name_official"] = "Омский муниципальный округ"
    assert counts(load(store, write_geojson(tmp_path / "after.geojson", features))) == (4, 0, 1, 3, 0)
    with store.connect() as connection:
        aliases = set(connection.execute(select(district_alias.c.alias)).scalars())
    assert "омский муниципальный округ" in aliases
    assert "омский муниципальный район" not in aliases


def test_the_first_region_is_home_and_brings_its_time_zone(store: Engine, omsk_file: Path, tmp_path: Path) -> None:
    load(store, omsk_file)
    other = feature(square(30, 55, 31, 56), name_osm="Братск", region_name="Иркутская область", oktmo8="25714000")
    load(store, write_geojson(tmp_path / "irkutsk.geojson", [other]))
    rows = regions(store)
    assert (rows["52"]["is_home"], rows["52"]["timezone"], rows["52"]["name_en"]) == (True, "Asia/Omsk", "Omsk Region")
    assert (rows["25"]["is_home"], rows["25"]["timezone"]) == (False, "Asia/Irkutsk")


def test_a_time_zone_in_the_file_wins_and_an_unknown_region_gets_an_assumed_one(store: Engine, tmp_path: Path) -> None:
    said = feature(square(1, 1, 2, 2), name="Alfa", code="a", region_name="Тридевятая область", timezone="Asia/Tomsk")
    load(store, write_geojson(tmp_path / "said.geojson", [said]))
    silent = feature(square(1, 1, 2, 2), name="Beta", code="b", region_name="Нетрудная область")
    report = load(store, write_geojson(tmp_path / "silent.geojson", [silent]))
    rows = {row["name_ru"]: row["timezone"] for row in regions(store).values()}
    assert rows == {"Тридевятая область": "Asia/Tomsk", "Нетрудная область": "Europe/Moscow"}
    assert report.warnings_by_kind == {"timezone_assumed": 1}


def test_yugra_is_a_region_of_its_own_beside_tyumen(duckdb_store: Engine, tmp_path: Path) -> None:
    yugra = feature(square(72, 61, 73, 62), name_osm="Сургут", region_name="Югра", oktmo8="71876000")
    tyumen = feature(square(65, 57, 66, 58), name_osm="Тюмень", region_name="Тюменская область", oktmo8="71701000")
    load(duckdb_store, write_geojson(tmp_path / "both.geojson", [yugra, tyumen]))
    assert {row["id"]: row["name_ru"] for row in regions(duckdb_store).values()} == {
        "718": "Ханты-Мансийский автономный округ — Югра",
        "71": "Тюменская область",
    }


def test_the_given_region_serves_rows_whose_code_says_nothing_else(duckdb_store: Engine, tmp_path: Path) -> None:
    minsk = feature(square(27, 53, 28, 54), name_ru="Минск", oblast="г. Минск", shapeID="x1")
    surgut = feature(square(72, 61, 73, 62), name_osm="Сургут", oktmo8="71876000")
    load(duckdb_store, write_geojson(tmp_path / "minsk.geojson", [minsk]), region="BY-HM")
    load(duckdb_store, write_geojson(tmp_path / "71.geojson", [surgut]), region="71")
    load(duckdb_store, write_geojson(tmp_path / "52.geojson", omsk_features()), region="25")
    assert set(regions(duckdb_store)) == {"BY-HM", "71", "52"}


def test_rows_that_cannot_be_districts_are_rejected_with_their_reasons(store: Engine, tmp_path: Path) -> None:
    features = [
        *omsk_features(),
        feature(square(75, 54, 76, 55), name_osm="", oktmo8="52609000"),
        feature(square(75, 54, 76, 55), name_osm="Омский район ещё раз", oktmo8="52644000"),
        feature(square(75, 54, 76, 55), name_osm="Омская область", oktmo8="52000000"),
        feature(square(75, 54, 76, 55), name_osm="посёлок Ростовка", oktmo8="52644434101"),
        feature(square(75, 54, 76, 55), name_osm="Ничей район", oktmo8=None),
    ]
    report = load(store, write_geojson(tmp_path / "odd.geojson", features))
    assert counts(report) == (9, 4, 0, 0, 5)
    assert report.rejected_by_reason == {"no_name": 1, "duplicate_id": 1, "not_a_municipality": 2, "no_id": 1}
    assert [finding.row for finding in report.findings if finding.level == "rejected"] == [5, 6, 7, 8, 9]


def test_a_lost_leading_zero_and_trailing_zeros_of_a_code_are_mended(duckdb_store: Engine, tmp_path: Path) -> None:
    barnaul = feature(square(83, 53, 84, 54), name="Барнаул", oktmo=1701000)
    biysk = feature(square(85, 52, 86, 53), name="Бийск", oktmo="01705000000")
    load(duckdb_store, write_geojson(tmp_path / "altai.geojson", [barnaul, biysk]))
    assert set(districts(duckdb_store)) == {"01701000", "01705000"}
    assert regions(duckdb_store)["01"]["timezone"] == "Asia/Barnaul"


def test_a_district_without_a_polygon_is_kept_and_a_boundary_once_known_is_not_lost(
    store: Engine, omsk_file: Path, tmp_path: Path
) -> None:
    load(store, omsk_file)
    assert districts(store)["52709000"]["geometry"] is None
    nameless = [{**each, "geometry": None} for each in omsk_features()]
    load(store, write_geojson(tmp_path / "names_only.geojson", nameless))
    assert districts(store)["52701000"]["geometry"] is not None


def test_years_of_validity_are_read(duckdb_store: Engine, tmp_path: Path) -> None:
    old = feature(square(73, 54, 74, 55), name="Омский район", oktmo="52644000", valid_to="31.12.2024")
    new = feature(square(73, 54, 74, 55), name="Омский округ", oktmo="52544000", valid_from="2025-01-01")
    load(duckdb_store, write_geojson(tmp_path / "reform.geojson", [old, new]))
    rows = districts(duckdb_store)
    assert str(rows["52644000"]["valid_to"]) == "2024-12-31"
    assert str(rows["52544000"]["valid_from"]) == "2025-01-01"


def test_a_file_without_names_codes_or_region_says_what_it_lacks(duckdb_store: Engine, tmp_path: Path) -> None:
    shape = square(73, 54, 74, 55)
    with pytest.raises(FileRefused, match="names of the districts"):
        load(duckdb_store, write_geojson(tmp_path / "a.geojson", [feature(shape, colour="red")]))
    with pytest.raises(FileRefused, match="codes of the districts"):
        load(duckdb_store, write_geojson(tmp_path / "b.geojson", [feature(shape, name="Омск")]))
    with pytest.raises(FileRefused, match="--region"):
        load(duckdb_store, write_geojson(tmp_path / "c.geojson", [feature(shape, name="Köln", code="05315")]))
    report = load(duckdb_store, tmp_path / "c.geojson", region="Nordrhein-Westfalen")
    assert (report.new, list(regions(duckdb_store))) == (1, ["nordrhein-westfalen"])


def test_a_plain_table_of_municipalities_serves_a_region_without_boundaries(store: Engine, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "ОКТМО;Муниципалитет;Тип\n52701000;Омск;городской округ\n52644000;Омский район;муниципальный район\n"
    )
    assert counts(load(store, path)) == (2, 2, 0, 0, 0)
    assert districts(store)["52701000"]["geometry"] is None


@pytest.mark.parametrize(
    ("file", "count", "region"),
    [
        ("irkutsk", 42, "25"),
        ("ivanovo", 27, "24"),
        ("yugra", 22, "718"),
        ("rostov", 55, "60"),
        ("omsk", 33, "52"),
        ("minsk_region", 23, "BY-MI"),
    ],
)
def test_the_real_boundaries_load_whole(store: Engine, real_data: Path, file: str, count: int, region: str) -> None:
    path = real_data / "boundaries" / f"{file}.geojson"
    assert counts(load(store, path)) == (count, count, 0, 0, 0)
    assert counts(load(store, path)) == (count, 0, 0, count, 0)
    rows = districts(store)
    assert {row["region"] for row in rows.values()} == {region}
    shapes = shapely.from_geojson([row["geometry"] for row in rows.values()])
    assert shapely.is_valid(shapes).all()
    rings = [ring for shape in shapely.get_parts(shapes) for ring in (shape.exterior,)]
    assert not any(shapely.is_ccw(ring) for ring in rings)
    numbers = [str(n) for row in rows.values() for n in _numbers(json.loads(row["geometry"])["coordinates"])]
    assert max(len(number.partition(".")[2]) for number in numbers) <= 5


def _numbers(nested: object) -> list[float]:
    return [n for part in nested for n in _numbers(part)] if isinstance(nested, list) else [nested]  # type: ignore[list-item]


def test_a_running_number_does_not_stand_in_for_a_missing_code(store: Engine, tmp_path: Path) -> None:
    features = omsk_features()
    for number, one in enumerate(features):
        one["properties"]["id"] = number
    features[1]["properties"]["oktmo8"] = None
    report = load(store, write_geojson(tmp_path / "f.geojson", features))
    assert (report.new, report.rejected_by_reason) == (3, {"no_id": 1})
    assert "1" not in districts(store)
