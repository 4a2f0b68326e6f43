"""Villages and streets of every municipality as flat arrays, with points that lie inside the right polygon."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely

from data_samples.people_and_places import (
    AVENUES,
    CITY,
    LANES,
    MUNICIPALITIES,
    STREETS_FEMININE,
    STREETS_GENITIVE,
    SURNAMES,
    VILLAGE_FIRST,
    VILLAGE_SECOND,
    VILLAGE_SINGLE,
    WITHOUT_POLYGON,
)
from data_samples.region import KM_PER_DEGREE_LAT, KM_PER_DEGREE_LON, Boundaries

HOUSES = 96


@dataclass(frozen=True)
class Streets:
    """One entry a street. `start` and `along` are (lon, lat) and the vector to its far end, in degrees.

    Streets of municipality d are first[d] … first[d + 1] − 1. `on` is the name after «на». `mappable` is False where
    the municipality has no polygon, so a point would be counted to its neighbour.
    """

    district: np.ndarray
    settlement: np.ndarray
    name: np.ndarray
    on: np.ndarray
    start: np.ndarray
    along: np.ndarray
    first: np.ndarray
    mappable: np.ndarray

    def point(self, street: np.ndarray, house: np.ndarray) -> np.ndarray:
        """(lon, lat) of houses, five decimals."""
        return np.round(self.start[street] + self.along[street] * (house[:, None] / HOUSES), 5)


def lay_streets(boundaries: Boundaries, seed: int) -> Streets:
    """Streets of all municipalities: about 30 in a small one, 340 in the capital."""
    rng = np.random.default_rng([seed, 102])
    names, starts, alongs, districts = [], [], [], []
    for place, town in enumerate(MUNICIPALITIES):
        villages = _villages(place, rng)
        count = int(np.clip(town.population / 1400, 24, 340))
        located = _street_points(boundaries, place, len(villages), count, rng)
        unused = [_shuffled_names(rng) for _ in villages]
        for village, start, along in located:
            names.append((villages[village], *unused[village].pop()))
            starts.append(start)
            alongs.append(along)
        districts += [place] * count
    district = np.array(districts)
    first = np.searchsorted(district, np.arange(len(MUNICIPALITIES) + 1))
    settlement, name, on = (np.array(column, dtype=object) for column in zip(*names, strict=True))
    mappable = district != WITHOUT_POLYGON
    return Streets(district, settlement, name, on, np.array(starts), np.array(alongs), first, mappable)


def _villages(place: int, rng: np.random.Generator) -> list[str]:
    """The centre and, outside cities, four to eight invented villages."""
    town = MUNICIPALITIES[place]
    center = town.center.split(" ", 1)[1]
    if town.kind == CITY:
        return [center]
    found = [center]
    for _ in range(int(rng.integers(4, 9))):
        if rng.random() < 0.5:
            name = f"{rng.choice(VILLAGE_FIRST)} {rng.choice(VILLAGE_SECOND)}"
        else:
            name = str(rng.choice(VILLAGE_SINGLE))
        kind = "село" if rng.random() < 0.5 else "деревня"
        found.append(f"{kind} {name}")
    return list(dict.fromkeys(found))


def _street_points(
    boundaries: Boundaries, place: int, villages: int, count: int, rng: np.random.Generator
) -> list[tuple[int, np.ndarray, np.ndarray]]:
    """(village, start, vector) of streets; both ends inside the polygon, half of the streets in the centre."""
    polygon = boundaries.polygons[place]
    center = boundaries.centers[place]
    is_city = MUNICIPALITIES[place].kind == CITY
    town_km = {True: 7.5 if MUNICIPALITIES[place].population > 300_000 else 3.0, False: 1.3}[is_city]
    scale = np.array([1 / KM_PER_DEGREE_LON, 1 / KM_PER_DEGREE_LAT])
    heart = [center] + [_inside(polygon, center, rng) for _ in range(villages - 1)]
    found: list[tuple[int, np.ndarray, np.ndarray]] = []
    while len(found) < count:
        village = 0 if villages == 1 or rng.random() < 0.5 else int(rng.integers(1, villages))
        spread = town_km if village == 0 else 0.5
        start = heart[village] + rng.normal(0, spread / 2, 2) * scale
        angle, length = rng.uniform(0, 2 * np.pi), rng.uniform(0.2, 0.9)
        along = np.array([np.cos(angle), np.sin(angle)]) * length * scale
        if polygon is None or bool(np.all(shapely.contains_xy(polygon, *np.array([start, start + along]).T))):
            found.append((village, start, along))
    return found


def _inside(polygon: shapely.Polygon | None, center: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if polygon is None:
        return center
    west, south, east, north = polygon.buffer(-0.02).bounds
    while True:
        point = np.array([rng.uniform(west, east), rng.uniform(south, north)])
        if shapely.contains_xy(polygon, *point):
            return point


def _shuffled_names(rng: np.random.Generator) -> list[tuple[str, str]]:
    """Names to take from the end: a settlement uses each once, the common ones first."""
    known = _street_names()
    return [known[k] for k in (*rng.permutation(range(100, len(known))), *rng.permutation(100))]


@cache
def _street_names() -> tuple[tuple[str, str], ...]:
    """(name, the same after «на»), the common ones first: «улица Кедровая», «улице Кедровой»."""
    plain = [(f"улица {word}", f"улице {_after_na(word)}") for word in STREETS_FEMININE]
    plain += [(f"улица {word}", f"улице {word}") for word in STREETS_GENITIVE]
    plain += [(f"переулок {word}", f"переулке {word[:-2]}ом") for word in LANES]
    plain += [(f"проспект {word}", f"проспекте {word}") for word in AVENUES]
    people = [_genitive(surname) for surname in SURNAMES]
    rest = [(f"улица {word}", f"улице {word}") for word in people]
    rest += [(f"переулок {word}", f"переулке {word}") for word in people[::2]]
    for number in (1, 2, 3):
        rest += [(f"{number}-я {w} улица", f"{number}-й {_after_na(w)} улице") for w in STREETS_FEMININE]
    return tuple(plain + rest)


def _after_na(word: str) -> str:
    """«Кедровая» → «Кедровой», «Рабочая» → «Рабочей», «Ближняя» → «Ближней», «Охотничья» → «Охотничьей»."""
    if word.endswith("чья"):
        return f"{word[:-1]}ей"
    return f"{word[:-2]}{'ей' if word.endswith('яя') or word[-3] in 'жчшщ' else 'ой'}"


def _genitive(surname: str) -> str:
    """«Плёсов» → «Плёсова», «Яринский» → «Яринского»."""
    return f"{surname[:-2]}ого" if surname.endswith(("ий", "ый")) else f"{surname}а"
