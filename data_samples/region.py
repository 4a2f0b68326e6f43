"""Boundaries of the invented region: a Voronoi coverage whose shared borders are bent once, so there are no gaps."""

from dataclasses import dataclass
from math import cos, radians

import numpy as np
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from data_samples.people_and_places import (
    AROUND_CAPITAL,
    CAPITAL,
    HOST,
    MUNICIPALITIES,
    SECOND_CITY,
    THIRD_CITY,
    WITHOUT_POLYGON,
)

LON0, LAT0 = 64.0, 57.5
KM_PER_DEGREE_LAT = 111.2
KM_PER_DEGREE_LON = KM_PER_DEGREE_LAT * cos(radians(LAT0))
RADIUS_KM = 135.0
DECIMALS = 5


@dataclass(frozen=True)
class Boundaries:
    """Polygons in longitude/latitude by position in MUNICIPALITIES (None: no polygon) and each centre's (lon, lat)."""

    polygons: tuple[Polygon | None, ...]
    centers: np.ndarray


def draw_boundaries(seed: int) -> Boundaries:
    """The same seed draws the same region.

    Raises:
        RuntimeError: no valid coverage was found (bent borders crossed each other too often).
    """
    for attempt in range(20):
        rng = np.random.default_rng([seed, 101, attempt])
        cells = _bent_cells(rng)
        if cells is not None:
            return _settle(cells, rng)
    raise RuntimeError(f"no valid boundaries for seed {seed}: try another seed")


def _bent_cells(rng: np.random.Generator) -> list[Polygon] | None:
    """Thirty cells in kilometres around the capital, or None when bent borders cross."""
    outline = _outline(rng)
    wanted = len(MUNICIPALITIES) - 2  # the capital is punched out of its raion, one town has no polygon
    seeds = _spread_points(outline, wanted, rng)
    cells = [cell.intersection(outline) for cell in _voronoi(seeds, outline)]
    network = shapely.node(shapely.union_all([cell.boundary for cell in cells]))
    arcs = shapely.get_parts(shapely.line_merge(network))
    bent = [LineString(np.round(_bend(np.asarray(arc.coords), rng), 3)) for arc in arcs]
    polygons = [p for p in shapely.get_parts(shapely.polygonize(bent)) if p.area > 1.0]
    if len(polygons) != wanted or not shapely.coverage_is_valid(polygons):
        return None
    return polygons


def _outline(rng: np.random.Generator) -> Polygon:
    """An irregular blob: a circle with random waves, the short ones weaker."""
    angle = np.linspace(0, 2 * np.pi, 120, endpoint=False)
    radius = np.full(120, RADIUS_KM)
    for wave in range(2, 13):
        radius += RADIUS_KM * 0.2 / wave**0.85 * rng.normal() * np.cos(wave * angle + rng.uniform(0, 6.28))
    radius = np.clip(radius, RADIUS_KM * 0.55, RADIUS_KM * 1.35)
    return Polygon(np.column_stack([radius * np.cos(angle) * 1.15, radius * np.sin(angle)]))


def _spread_points(outline: Polygon, n: int, rng: np.random.Generator) -> np.ndarray:
    """`n` points inside the outline, closer together near the capital, evened out once."""
    points: list[tuple[float, float]] = [(4.0, -6.0)]
    while len(points) < n:
        x, y = rng.uniform(-200, 200), rng.uniform(-180, 180)
        near = min(np.hypot(x - px, y - py) for px, py in points)
        if near > 12 + 0.11 * np.hypot(x, y) and outline.contains(Point(x, y)):
            points.append((x, y))
    seeds = np.array(points)
    for _ in range(1):
        cells = _voronoi(seeds, outline)
        seeds = np.array([c.intersection(outline).centroid.coords[0] for c in cells])
    return seeds


def _voronoi(seeds: np.ndarray, outline: Polygon) -> list[BaseGeometry]:
    cells = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline.buffer(80))
    return list(shapely.get_parts(cells))


def _bend(line: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Midpoint displacement of every segment; end points stay, so neighbours keep sharing them."""
    while True:
        steps = np.hypot(*np.diff(line, axis=0).T)
        if steps.max() < 2.4:
            return line
        middle = (line[:-1] + line[1:]) / 2
        normal = np.column_stack([-np.diff(line[:, 1]), np.diff(line[:, 0])])
        middle += normal * np.clip(rng.normal(0, 0.12, len(steps)), -0.22, 0.22)[:, None]
        longer = steps >= 2.4
        out = [line[:1]]
        for i in range(len(steps)):
            out.append(np.vstack([middle[i], line[i + 1]]) if longer[i] else line[i + 1 : i + 2])
        line = np.vstack(out)


def _settle(cells: list[Polygon], rng: np.random.Generator) -> Boundaries:
    """Give cells to municipalities: the capital's raion in the middle, cities where it is tight, the rest by chance."""
    order = sorted(range(len(cells)), key=lambda i: cells[i].centroid.distance(Point(0, 0)))
    middle, others = order[0], sorted(order[1:], key=lambda i: cells[i].area)
    owner: dict[int, Polygon] = {AROUND_CAPITAL: cells[middle]}
    owner[SECOND_CITY], owner[THIRD_CITY] = cells[others[0]], cells[others[1]]  # cities are small on the map
    rest = rng.permutation(others[2:]).tolist()
    for place in range(WITHOUT_POLYGON + 1, len(MUNICIPALITIES)):
        owner[place] = cells[rest.pop()]
    city = _city(owner[AROUND_CAPITAL], rng)
    owner[AROUND_CAPITAL] = Polygon(owner[AROUND_CAPITAL].exterior, [city.exterior.coords])
    owner[CAPITAL] = city
    polygons = tuple(_to_degrees(owner[i]) if i in owner else None for i in range(len(MUNICIPALITIES)))
    centers = np.array([_center(p) if p is not None else (0.0, 0.0) for p in polygons])
    centers[WITHOUT_POLYGON] = _aside(owner[HOST])
    return Boundaries(polygons, centers)


def _city(raion: Polygon, rng: np.random.Generator) -> Polygon:
    """The capital: a ragged disc of some 12 km in the middle of its raion."""
    at = raion.representative_point()
    limit = at.distance(raion.exterior)
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    radius = np.full(60, min(12.0, limit * 0.6))
    for wave in range(2, 9):
        radius += radius.mean() * 0.18 / wave * rng.normal() * np.cos(wave * angle + rng.uniform(0, 6.28))
    ring = np.column_stack([at.x + radius * np.cos(angle) * 1.2, at.y + radius * np.sin(angle)])
    return Polygon(np.round(ring, 3))


def _to_degrees(polygon: Polygon) -> Polygon:
    def turn(xy: np.ndarray) -> np.ndarray:
        lon = np.round(LON0 + xy[:, 0] / KM_PER_DEGREE_LON, DECIMALS)
        return np.column_stack([lon, np.round(LAT0 + xy[:, 1] / KM_PER_DEGREE_LAT, DECIMALS)])

    return shapely.geometry.polygon.orient(shapely.transform(polygon, turn), 1.0)


def _aside(polygon: Polygon) -> tuple[float, float]:
    """A point (degrees) well inside, away from the middle: where the town without a polygon lies."""
    inside = max(shapely.get_parts(shapely.buffer(polygon, -6.0)), key=lambda part: part.area)
    inner = _to_degrees(inside)
    west, _, east, _ = inner.bounds
    middle = inner.representative_point()
    for part in (0.25, 0.2, 0.15, 0.1):
        point = Point(middle.x + (east - west) * part, middle.y)
        if inner.contains(point.buffer(0.03)):
            return point.x, point.y
    return middle.x, middle.y


def _center(polygon: Polygon) -> tuple[float, float]:
    point = polygon.representative_point()
    return point.x, point.y
