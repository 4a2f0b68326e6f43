"""Boundary files of every kind: coordinate systems, broken rings, layers, archives."""

import json
import zipfile
from pathlib import Path

import geopandas
import pytest
import shapely
from sqlalchemy import Engine

from intake.reference import recognise
from intake.report import FileRefused
from tests.intake.reference.loading import counts, districts, feature, load, omsk_features, square, write_geojson


def _frame(crs: str = "EPSG:4326") -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame.from_features(omsk_features(), crs="EPSG:4326").to_crs(crs)


def _shapefile(folder: Path, crs: str = "EPSG:4326", encoding: str = "utf-8") -> Path:
    frame = _frame(crs)
    frame.columns = [name[:10] for name in frame.columns]
    path = folder / "districts.shp"
    frame.to_file(path, encoding=encoding)
    return path


def test_a_geopackage_in_metres_becomes_degrees(store: Engine, tmp_path: Path) -> None:
    path = tmp_path / "omsk.gpkg"
    _frame("EPSG:28413").to_file(path, layer="districts")
    assert recognise(path) == "districts"
    assert counts(load(store, path)) == (4, 4, 0, 0, 0)
    shape = shapely.from_geojson(districts(store)["52701000"]["geometry"])
    assert shape.bounds == pytest.approx((73.4, 54.4, 73.6, 54.6), abs=1e-3)


def test_a_shapefile_with_its_projection_loads(store: Engine, tmp_path: Path) -> None:
    path = _shapefile(tmp_path, "EPSG:3857")
    assert recognise(path) == "districts"
    assert counts(load(store, path)) == (4, 4, 0, 0, 0)
    assert shapely.from_geojson(districts(store)["52701000"]["geometry"]).bounds[0] == pytest.approx(73.4, abs=1e-4)


def test_a_shapefile_without_prj_asks_for_its_system_and_loads_once_told(store: Engine, tmp_path: Path) -> None:
    path = _shapefile(tmp_path, "EPSG:3857")
    path.with_suffix(".prj").unlink()
    with pytest.raises(FileRefused, match="--crs"):
        load(store, path)
    assert districts(store) == {}
    assert counts(load(store, path, crs="EPSG:3857")) == (4, 4, 0, 0, 0)
    assert shapely.from_geojson(districts(store)["52701000"]["geometry"]).bounds[0] == pytest.approx(73.4, abs=1e-4)


def test_a_wrong_system_is_refused_when_the_result_is_no_degrees(duckdb_store: Engine, tmp_path: Path) -> None:
    path = _shapefile(tmp_path, "EPSG:3857")
    path.with_suffix(".prj").unlink()
    with pytest.raises(FileRefused, match="not degrees"):
        load(duckdb_store, path, crs="EPSG:4326")
    with pytest.raises(FileRefused, match="no coordinate system"):
        load(duckdb_store, path, crs="метры")


def test_geojson_in_metres_that_does_not_say_so_is_refused(duckdb_store: Engine, tmp_path: Path) -> None:
    metres = feature(square(8_000_000, 7_000_000, 8_100_000, 7_100_000), name="Омск", oktmo="52701000")
    with pytest.raises(FileRefused, match="--crs"):
        load(duckdb_store, write_geojson(tmp_path / "metres.geojson", [metres]))
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
    assert load(duckdb_store, write_geojson(tmp_path / "named.geojson", [metres], crs=named)).new == 1


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_names_in_a_shapefile_are_read_without_a_stated_encoding(
    duckdb_store: Engine, tmp_path: Path, encoding: str
) -> None:
    path = _shapefile(tmp_path, encoding=encoding)
    path.with_suffix(".cpg").unlink()
    table = path.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    content[29] = 0  # no language driver
    table.write_bytes(content)
    load(duckdb_store, path)
    row = districts(duckdb_store)["52701000"]
    assert (row["name_ru"], row["name_official"]) == ("Омск", "городской округ город Омск")


def test_a_zipped_shapefile_loads_and_one_with_parts_missing_says_which(duckdb_store: Engine, tmp_path: Path) -> None:
    path = _shapefile(tmp_path)
    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.glob("districts.*"):
            archive.write(part, part.name)
    assert recognise(packed) == "districts"
    assert load(duckdb_store, packed).new == 4
    path.with_suffix(".dbf").unlink()
    with pytest.raises(FileRefused, match=r"\.dbf"):
        load(duckdb_store, path)


def test_broken_rings_are_repaired_and_reported(store: Engine, tmp_path: Path) -> None:
    features = omsk_features()
    bow_tie = [[73.0, 54.0], [74.0, 55.0], [74.0, 54.0], [73.0, 55.0], [73.0, 54.0]]
    features[0]["geometry"] = {"type": "Polygon", "coordinates": [bow_tie]}
    features[1]["geometry"]["coordinates"][0].pop()  # never closed
    report = load(store, write_geojson(tmp_path / "broken.geojson", features))
    assert report.warnings_by_kind == {"ring_repaired": 2}
    rows = districts(store)
    bow_tie_shape, closed = shapely.from_geojson([rows["52644000"]["geometry"], rows["52654000"]["geometry"]])
    assert shapely.is_valid(bow_tie_shape)
    assert (bow_tie_shape.area, closed.area) == (pytest.approx(0.5), pytest.approx(1.0))


def test_what_is_no_area_at_all_is_dropped_with_a_warning(duckdb_store: Engine, tmp_path: Path) -> None:
    features = omsk_features()
    features[0]["geometry"] = {"type": "Polygon", "coordinates": [[[73, 54], [74, 55], [73, 54], [73, 54]]]}
    report = load(duckdb_store, write_geojson(tmp_path / "flat.geojson", features))
    assert report.warnings_by_kind == {"geometry_lost": 1}
    assert districts(duckdb_store)["52644000"]["geometry"] is None


def test_exterior_rings_run_clockwise_whatever_the_file_does(duckdb_store: Engine, omsk_file: Path) -> None:
    load(duckdb_store, omsk_file)
    ring = json.loads(districts(duckdb_store)["52701000"]["geometry"])["coordinates"][0]
    assert not shapely.is_ccw(shapely.LinearRing(ring))


def test_heights_are_left_out(duckdb_store: Engine, tmp_path: Path) -> None:
    features = omsk_features()
    ring = features[0]["geometry"]["coordinates"][0]
    features[0]["geometry"]["coordinates"] = [[[x, y, 117.5] for x, y in ring]]
    load(duckdb_store, write_geojson(tmp_path / "heights.geojson", features))
    assert "117.5" not in districts(duckdb_store)["52644000"]["geometry"]


@pytest.mark.parametrize("name", ["truncated.geojson", "page.gpkg", "page.zip", "points.geojson"])
def test_a_broken_boundary_file_ends_in_one_clear_message(duckdb_store: Engine, tmp_path: Path, name: str) -> None:
    path = write_geojson(tmp_path / name, omsk_features())
    if name == "truncated.geojson":
        path.write_bytes(path.read_bytes()[:900])
    elif name.startswith("page"):
        path.write_text("<html><body>Not found</body></html>")
    elif name == "points.geojson":
        write_geojson(path, [feature({"type": "Point", "coordinates": [73, 54]}, name="Омск", oktmo="52701000")])
    with pytest.raises(FileRefused, match=name):
        load(duckdb_store, path, "districts")
    assert districts(duckdb_store) == {}
