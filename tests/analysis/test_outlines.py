"""Boundaries stay whole and light."""

import json
import os
from itertools import pairwise
from pathlib import Path

import pytest
import shapely
from shapely.geometry import shape

from analysis.outlines import MOST_VERTICES, simplified

REAL = Path(os.environ.get("REAL_DATA", "")).resolve() if os.environ.get("REAL_DATA") else None


@pytest.mark.skipif(REAL is None, reason="REAL_DATA is not set: no real boundaries to simplify")
@pytest.mark.parametrize("name", ["irkutsk", "ivanovo", "yugra", "rostov", "omsk", "minsk_region"])
def test_real_regions_become_light_and_lose_no_district(name: str) -> None:
    assert REAL is not None
    features = json.loads((REAL / "boundaries" / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    before = [shape(feature["geometry"]) for feature in features]
    after = [shape(geometry) for geometry in simplified([feature["geometry"] for feature in features])]
    assert len(after) == len(before)
    assert not any(one.is_empty for one in after)
    assert shapely.get_num_coordinates(after).sum() <= MOST_VERTICES
    lost = abs(sum(one.area for one in after) / sum(one.area for one in before) - 1)
    assert lost < 0.02, "the region keeps its size"


def test_exterior_rings_run_clockwise() -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    ring = simplified([square])[0]["coordinates"][0]
    turns = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(ring))
    assert turns > 0


def test_no_boundaries_are_no_error() -> None:
    assert simplified([]) == []
