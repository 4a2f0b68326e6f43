"""Coordinates find their districts."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine

from intake.placement import MARGIN, Placement
from tests.intake.reference.loading import load, omsk_features, write_geojson


@pytest.fixture
def placement(duckdb_store: Engine, tmp_path: Path) -> Placement:
    """Two raions side by side (73–74–75° E, 54–55° N) and a city of 0.2° inside the first."""
    load(duckdb_store, write_geojson(tmp_path / "omsk.geojson", omsk_features()))
    with duckdb_store.connect() as connection:
        return Placement.load(connection)


def _points(*pairs: tuple[float | None, float | None]) -> tuple[pd.Series, pd.Series]:
    """Latitudes and longitudes with an index of their own."""
    index = pd.RangeIndex(10, 10 + len(pairs))
    frame = pd.DataFrame(list(pairs), columns=["lat", "lon"], index=index, dtype="float64")
    return frame["lat"], frame["lon"]


def test_a_city_inside_a_raion_wins(placement: Placement) -> None:
    found = placement.district_of(*_points((54.5, 73.5), (54.1, 73.1), (54.5, 74.5)))
    assert found.tolist() == ["52701000", "52644000", "52654000"]
    assert found.index.tolist() == [10, 11, 12]


def test_points_outside_and_points_that_are_missing_have_no_district(placement: Placement) -> None:
    found = placement.district_of(*_points((56.0, 73.5), (None, 73.5), (54.5, None), (73.5, 54.5)))
    assert found.isna().all()


def test_inside_means_within_the_outline_or_right_beside_it(placement: Placement) -> None:
    lat, lon = _points((54.5, 73.5), (55.0 + MARGIN / 2, 73.5), (55.5, 73.5), (None, None), (0.0, 0.0))
    assert placement.inside(lat, lon, "52").tolist() == [True, True, False, False, False]


def test_a_region_without_boundaries_turns_nothing_away(placement: Placement) -> None:
    lat, lon = _points((10.0, 10.0), (54.5, 73.5), (10.0, 10.0))
    assert placement.inside(lat, lon, "25").all()
    mixed = pd.Series(["52", "52", "25"], index=lat.index)
    assert placement.inside(lat, lon, mixed).tolist() == [False, True, True]


def test_a_city_that_is_a_hole_in_its_raion_is_still_inside_the_region(duckdb_store: Engine, tmp_path: Path) -> None:
    features = [each for each in omsk_features() if each["properties"]["oktmo8"] != "52701000"]
    hole = [[73.4, 54.4], [73.4, 54.6], [73.6, 54.6], [73.6, 54.4], [73.4, 54.4]]
    features[0]["geometry"]["coordinates"].append(hole)
    load(duckdb_store, write_geojson(tmp_path / "holed.geojson", features))
    with duckdb_store.connect() as connection:
        placement = Placement.load(connection)
    lat, lon = _points((54.5, 73.5))
    assert placement.district_of(lat, lon).isna().all()
    assert placement.inside(lat, lon, "52").all()


def test_an_empty_store_places_nothing_and_turns_nothing_away(store: Engine) -> None:
    with store.connect() as connection:
        placement = Placement.load(connection)
    lat, lon = _points((54.5, 73.5))
    assert placement.district_of(lat, lon).isna().all()
    assert placement.inside(lat, lon, "52").all()


def test_every_real_district_holds_a_point_of_its_own(store: Engine, real_data: Path) -> None:
    load(store, real_data / "boundaries" / "omsk.geojson")
    with store.connect() as connection:
        placement = Placement.load(connection)
    inner = [polygon.representative_point() for polygon in placement.polygons]
    found = placement.district_of(pd.Series([p.y for p in inner]), pd.Series([p.x for p in inner]))
    assert found.nunique() >= 32
    assert found.notna().all()
    rng = np.random.default_rng(7)
    many = placement.district_of(pd.Series(rng.uniform(54, 58, 20_000)), pd.Series(rng.uniform(71, 75, 20_000)))
    one_by_one = placement.district_of(pd.Series([54.9885]), pd.Series([73.3242]))
    assert one_by_one.tolist() == ["52701000"]
    assert many.notna().mean() > 0.7
