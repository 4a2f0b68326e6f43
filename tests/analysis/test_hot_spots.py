"""Hot spots: neighbours, Gi*, and what became of them over time."""

import h3
import numpy as np
import pandas as pd
import pytest
from libpysal.weights import Queen
from shapely.geometry import box, mapping

from analysis.hot_spots import around, contiguity, gi_star, kind, of_cells, of_districts

SIDE = 6
GRID = {f"{x}{y}": box(x, y, x + 1, y + 1) for x in range(SIDE) for y in range(SIDE)}
OUTLINES = {name: mapping(shape) for name, shape in GRID.items()}
PEOPLE = pd.Series(20_000, index=list(GRID))
HOT = ["44", "45", "54", "55"]


def counts(parts: int = 6, hot_in: tuple[int, ...] = (), seed: int = 3) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        [
            {"district": name, "part": part, "count": int(rng.poisson(60 if name in HOT and part in hot_in else 20))}
            for name in GRID
            for part in range(parts)
        ]
    )


def test_neighbours_are_those_of_queen_contiguity() -> None:
    theirs = Queen.from_iterable(GRID.values(), ids=list(GRID))
    ours = contiguity(OUTLINES)
    assert {name: set(near) for name, near in ours.items()} == {name: set(theirs[name]) for name in GRID}


def test_an_island_is_given_its_nearest_neighbour() -> None:
    found = contiguity(OUTLINES | {"island": mapping(box(7, 5.2, 7.5, 5.5))})
    assert found["island"] == ["55"]
    assert "island" in found["55"]


def test_gi_star_of_three_in_a_row_by_hand() -> None:
    """Values 5, 1, 2, each beside the next. For the last, itself and the middle: (3 − 2·8/3) / (s·√((3·2 − 4)/2)) with
    s² = 30/3 − (8/3)²; below the mean, so no hot spot.
    """
    z, p = gi_star(np.array([5.0, 1, 2]), {"a": ["b"], "b": ["a", "c"], "c": ["b"]}, 0)
    s = np.sqrt(30 / 3 - (8 / 3) ** 2)
    assert z[2] == pytest.approx((3 - 2 * 8 / 3) / s)
    assert z[0] == pytest.approx((6 - 2 * 8 / 3) / s)
    assert p[2] == 1
    assert p[0] == pytest.approx(0.3485, abs=0.02)


@pytest.mark.parametrize(
    ("hot_in", "called"), [((0, 1, 2, 3, 4, 5), "persistent"), ((5,), "emerging"), ((0, 1, 2), "fading")]
)
def test_a_planted_corner_is_found_and_told_by_its_history(hot_in: tuple[int, ...], called: str) -> None:
    found = of_districts(counts(hot_in=hot_in), PEOPLE, contiguity(OUTLINES)).set_index("district")
    assert found.loc["55", "kind"] == called
    assert found.loc[["00", "01", "10", "11"], "kind"].isna().all()


def test_quiet_districts_have_no_hot_spots() -> None:
    neighbours = contiguity(OUTLINES)
    rang = sum(of_districts(counts(1, seed=seed), PEOPLE, neighbours)["is_hot"].any() for seed in range(20))
    assert rang <= 3


def test_fewer_than_twenty_districts_are_too_few() -> None:
    few = dict(list(OUTLINES.items())[:19])
    with pytest.raises(ValueError, match="too few districts: 19"):
        of_districts(counts(), PEOPLE, contiguity(few))


@pytest.mark.parametrize(
    ("whole", "parts", "called"),
    [
        (True, [1, 1, 0, 1, 1, 1], "persistent"),
        (False, [0, 0, 0, 0, 0, 1], "emerging"),
        (True, [1, 1, 1, 1, 0, 0], "fading"),
        (False, [1, 0, 0, 0, 0, 0], None),
        (True, [0, 0, 0], "hot"),
        (True, [1], "hot"),
        (False, [1], None),
    ],
)
def test_kinds_by_the_parts_of_a_period(whole: bool, parts: list[int], called: str | None) -> None:
    assert kind(whole, np.array(parts, dtype=bool)) == called


def test_cells_around_a_burst_are_hot_and_empty_neighbours_are_not_listed() -> None:
    rng = np.random.default_rng(5)
    middle = h3.latlng_to_cell(55.0, 73.4, 8)
    cells = sorted(h3.grid_disk(middle, 6))
    hot = set(h3.grid_disk(middle, 1))
    frame = pd.DataFrame(
        [{"cell": cell, "part": 0, "count": int(rng.poisson(12 if cell in hot else 2))} for cell in cells]
    )
    frame = frame[frame["count"] > 0]
    found = of_cells(frame).set_index("cell")
    assert found.loc[middle, "is_hot"]
    assert set(found.index) == set(frame["cell"])
    assert set(found.index[found["is_hot"]]) <= set(h3.grid_disk(middle, 2))
    assert len(around([middle])) == 7
