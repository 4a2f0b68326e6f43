"""Boundaries light enough for a screen: simplified together, so that neighbours keep their common border."""

from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry import mapping, shape

MOST_VERTICES = 2_500  # above this, clicks on polygons die in a browser without a GPU
DECIMALS = 4  # about 10 m
FIRST_TOLERANCE, LAST_TOLERANCE = 0.0005, 0.2  # degrees


def simplified(geometries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """GeoJSON geometries in, the same number out in the same order, together at most 2,500 vertices where possible.

    Exterior rings run clockwise, as Vega wants; a shape that would vanish is kept as it was.
    """
    shapes = [shape(geometry) for geometry in geometries]
    tolerance, found = FIRST_TOLERANCE, shapes
    while shapes and shapely.get_num_coordinates(found).sum() > MOST_VERTICES and tolerance < LAST_TOLERANCE:
        tolerance *= 1.5
        found = list(shapely.coverage_simplify(shapes, tolerance))
    kept = [new if not new.is_empty else old for new, old in zip(found, shapes, strict=True)]
    return [_rounded(mapping(one)) for one in shapely.orient_polygons(kept, exterior_cw=True)]


def _rounded(geometry: Any) -> dict[str, Any]:
    return {"type": geometry["type"], "coordinates": _rounded_numbers(geometry["coordinates"])}


def _rounded_numbers(value: Any) -> Any:
    return round(value, DECIMALS) if isinstance(value, float) else [_rounded_numbers(part) for part in value]
