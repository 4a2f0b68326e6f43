"""Outlines whose latitude stands where the longitude belongs: they would be drawn in another part of the world."""

import numpy as np
import shapely

from intake.names.known_regions import RUSSIA, Box, known_regions
from intake.report import FileRefused

GREATEST_LATITUDE, GREATEST_LONGITUDE = 90.001, 180.001  # degrees, and room for what rounding does


def refuse_swapped(
    file: str, number: int, name: str, shape: shapely.Geometry | None, region: str, has_oktmo: bool
) -> None:
    """Refuse the file for a municipality that cannot lie where its outline is read, and can with its longitude and
    latitude the other way round. Raises FileRefused.

    In: the feature's number and name, its outline in degrees, its region, and whether its code is an OKTMO, which only
    Russian municipalities have. Where a region lies is known of those in ``known_regions.toml``; of others nothing is
    refused. One point inside, or one that is outside either way, is enough for doubt: then the outline is taken as it
    stands.
    """
    if shape is None:
        return
    known = known_regions().get(region)
    places = [(known.name_ru, known.lies)] if known else []
    places += [("Россия", RUSSIA)] if has_oktmo else []
    x, y = shapely.get_coordinates(shape).T
    for place, box in places:
        if not _inside(x, y, box).any() and _inside(y, x, box).all():
            raise FileRefused(
                f"{file}, feature {number} «{name}»: longitude {x[0]:.8g}, latitude {y[0]:.8g} is outside of "
                f"«{place}», and the other way round it is inside. Write the longitude first and the latitude second "
                "in every point, as GeoJSON wants it, and load the file again."
            )


def refuse_no_latitudes(file: str, shapes: np.ndarray) -> None:
    """Refuse degrees with a latitude that there is not and that would be a longitude. Raises FileRefused."""
    owner = np.repeat(np.arange(len(shapes)), shapely.get_num_coordinates(shapes))
    x, y = shapely.get_coordinates(shapes).T
    too_far = np.abs(y) > GREATEST_LATITUDE
    if too_far.any() and (np.abs(y) <= GREATEST_LONGITUDE).all() and (np.abs(x) <= GREATEST_LATITUDE).all():
        at = int(too_far.argmax())
        raise FileRefused(
            f"{file}, feature {owner[at] + 1}: longitude {x[at]:.8g}, latitude {y[at]:.8g}: no latitude is above 90°. "
            "Write the longitude first and the latitude second in every point, as GeoJSON wants it, and load the file "
            "again."
        )


def _inside(lon: np.ndarray, lat: np.ndarray, box: Box) -> np.ndarray:
    """Which points the box holds; beyond 180° it goes on from −180°."""
    west, south, east, north = box
    eastwards = np.where(lon < west, lon + 360, lon)
    return (west <= eastwards) & (eastwards <= east) & (south <= lat) & (lat <= north)
