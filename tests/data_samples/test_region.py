"""Boundaries: a coverage without gaps, a city inside a raion, a town without a polygon."""

import numpy as np
import pytest
import shapely

from data_samples.people_and_places import AROUND_CAPITAL, CAPITAL, HOST, MUNICIPALITIES, WITHOUT_POLYGON
from data_samples.region import draw_boundaries
from data_samples.streets import HOUSES, lay_streets

SEEDS = [1, 7, 42]


@pytest.mark.parametrize("seed", SEEDS)
def test_polygons_cover_the_region_without_gaps_or_overlaps(seed: int) -> None:
    polygons = [p for p in draw_boundaries(seed).polygons if p is not None]
    whole = shapely.union_all(polygons)
    assert len(polygons) == 31
    assert shapely.coverage_is_valid(polygons)
    assert isinstance(whole, shapely.Polygon) and len(whole.interiors) == 0
    assert sum(p.area for p in polygons) == pytest.approx(whole.area, rel=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_capital_fills_the_hole_of_its_raion(seed: int) -> None:
    polygons = draw_boundaries(seed).polygons
    city, raion = polygons[CAPITAL], polygons[AROUND_CAPITAL]
    assert city is not None and raion is not None
    assert len(raion.interiors) == 1
    assert shapely.Polygon(raion.interiors[0]).equals(shapely.Polygon(city.exterior))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_town_without_a_polygon_lies_inside_its_host(seed: int) -> None:
    boundaries = draw_boundaries(seed)
    host = boundaries.polygons[HOST]
    assert boundaries.polygons[WITHOUT_POLYGON] is None
    assert host is not None and host.contains(shapely.Point(boundaries.centers[WITHOUT_POLYGON]))


def test_every_house_lies_in_the_polygon_of_its_municipality() -> None:
    boundaries = draw_boundaries(7)
    streets = lay_streets(boundaries, 7)
    for place, polygon in enumerate(boundaries.polygons):
        mine = np.flatnonzero(streets.district == place)
        assert len(mine) >= 24
        for house in (1, HOUSES - 1) if polygon is not None else ():
            points = streets.point(mine, np.full(len(mine), house))
            assert shapely.contains_xy(polygon, points).all(), MUNICIPALITIES[place].name


def test_people_live_in_places_of_all_sizes() -> None:
    people = sorted(town.population for town in MUNICIPALITIES)
    assert (len(people), people[0], people[-1]) == (32, 4_000, 600_000)
    assert len({town.oktmo for town in MUNICIPALITIES}) == 32
    assert all(town.oktmo.startswith("99") and len(town.oktmo) == 8 for town in MUNICIPALITIES)
