"""Coordinates → districts, from the boundaries in the store."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, select

from intake.names.successors import read_successors
from store.tables import district

# Degrees around a region's outline that still count as inside: boundaries are simplified, streets run along them.
MARGIN = 0.02


@dataclass(frozen=True)
class Placement:
    """Districts with a polygon."""

    ids: np.ndarray
    regions: np.ndarray
    boundaries: np.ndarray  # as GeoJSON

    @classmethod
    def load(cls, connection: Connection) -> "Placement":
        """Read the boundaries that are in force, and those of before a reform where what came of it has none yet."""
        columns = (district.c.id, district.c.region, district.c.geometry, district.c.valid_to)
        found = connection.execute(select(*columns).where(district.c.geometry.is_not(None))).all()
        drawn, today = {row.id for row in found if row.valid_to is None}, read_successors(connection)
        rows = [row for row in found if row.valid_to is None or today.get(row.id, row.id) not in {row.id, *drawn}]
        ids = [today.get(row.id, row.id) for row in rows]
        parts = (ids, [row.region for row in rows], [row.geometry for row in rows])
        return cls(*(np.array(part, dtype=object) for part in parts))

    @cached_property
    def polygons(self) -> np.ndarray:
        """The district of each of `ids`. Made when the first coordinates are met: most files have none."""
        return shapely.from_geojson(self.boundaries) if len(self.ids) else np.empty(0, dtype=object)

    @cached_property
    def outlines(self) -> dict[str, shapely.Geometry]:
        """Region → its outline without holes, with the margin."""
        return {str(region): _outline(self.polygons[self.regions == region]) for region in set(self.regions)}

    def district_of(self, lat: pd.Series, lon: pd.Series) -> pd.Series:
        """The id of the smallest district that holds each point (degrees, EPSG:4326); missing outside all of them."""
        found = np.full(len(lat), None, dtype=object)
        points = _points(lat, lon)
        if len(self.ids):
            # The largest first, so that a city inside a raion is written last and wins.
            order = np.argsort(-shapely.area(self.polygons), kind="stable")
            # The points go into the tree and the polygons ask: each polygon is prepared once for all its points.
            polygon, point = shapely.STRtree(points).query(self.polygons[order], predicate="intersects")
            for index in np.unique(polygon):
                found[point[polygon == index]] = self.ids[order[index]]
        return pd.Series(found, index=lat.index, dtype="str")

    def inside(self, lat: pd.Series, lon: pd.Series, region: pd.Series | str) -> pd.Series:
        """Whether each point lies in its region's outline; True for regions without boundaries.

        A missing coordinate is not inside a region that has boundaries.
        """
        regions = region if isinstance(region, pd.Series) else pd.Series(region, index=lat.index)
        answer = pd.Series(True, index=lat.index)
        x, y = _axes(lat, lon)
        for name in regions.dropna().unique():
            if (outline := self.outlines.get(str(name))) is not None:
                rows = (regions == name).fillna(False).to_numpy(dtype=bool)
                answer[rows] = shapely.intersects_xy(outline, x[rows], y[rows])
        return answer


def _points(lat: pd.Series, lon: pd.Series) -> np.ndarray:
    """Points of x = longitude, y = latitude; empty points where a coordinate is missing."""
    x, y = _axes(lat, lon)
    points = np.asarray(shapely.points(x, y), dtype=object)
    points[np.isnan(x) | np.isnan(y)] = shapely.Point()
    return points


def _axes(lat: pd.Series, lon: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """x = longitude and y = latitude as plain numbers."""
    x, y = (axis.astype("float64").to_numpy(na_value=np.nan) for axis in (lon, lat))
    return x, y


def _outline(polygons: np.ndarray) -> shapely.Geometry:
    """The union without holes: a city without a polygon of its own is a hole of its raion, yet inside the region."""
    whole = shapely.union_all(polygons)
    shells = [shapely.Polygon(part.exterior) for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    outline = shapely.buffer(shapely.union_all(shells), MARGIN)
    shapely.prepare(outline)
    return outline
