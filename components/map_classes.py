"""Colours and classes of the maps: blue steps for quantity, orange steps and red and amber marks for deadlines only.

Every colour also has another sign: a size, a hollow mark, a number in the legend. Vermilion and amber differ in
lightness, so they stay apart for people who do not see red and green.
"""

import math
from dataclasses import dataclass

import pandas as pd

Colour = tuple[int, int, int]
STEPS = 5

RAMPS: dict[tuple[str, bool], tuple[Colour, ...]] = {
    ("quantity", False): ((231, 240, 250), (182, 212, 238), (121, 176, 220), (58, 130, 190), (13, 84, 148)),
    ("quantity", True): ((24, 38, 58), (28, 62, 100), (36, 92, 148), (66, 134, 196), (146, 196, 238)),
    ("deadline", False): ((253, 240, 226), (253, 208, 162), (250, 160, 92), (227, 104, 30), (168, 64, 8)),
    ("change", False): ((143, 79, 124), (207, 173, 195), (238, 240, 243), (150, 191, 229), (31, 85, 146)),
    ("change", True): ((206, 130, 180), (113, 74, 100), (52, 60, 70), (53, 90, 128), (122, 178, 236)),
    ("deadline", True): ((48, 32, 22), (92, 50, 22), (144, 72, 24), (204, 106, 36), (250, 174, 104)),
}

# (light, dark)
MARKS: dict[str, tuple[Colour, Colour]] = {
    "overdue": ((200, 40, 16), (255, 104, 77)),
    "due_soon": ((240, 152, 10), (255, 190, 70)),
    "in_time": ((84, 101, 125), (160, 174, 194)),
    "replied_late": ((240, 152, 10), (255, 190, 70)),
    "no_deadline": ((84, 101, 125), (160, 174, 194)),
    "closed": ((140, 150, 164), (116, 126, 142)),
}

# Groups of cases, (colour, is hollow) each: neither amber nor red, which speak of deadlines. [dark]
_HUES: tuple[tuple[Colour, ...], tuple[Colour, ...]] = (
    ((31, 95, 168), (42, 145, 135), (138, 59, 116), (116, 132, 40)),
    ((91, 159, 224), (69, 179, 166), (214, 148, 191), (176, 196, 90)),
)
GROUPS = tuple(tuple((hue, hollow) for hollow in (False, True) for hue in hues) for hues in _HUES)
OTHER: tuple[Colour, Colour] = ((150, 160, 172), (112, 124, 138))

HOT: tuple[Colour, Colour] = ((138, 59, 116), (214, 148, 191))


@dataclass(frozen=True)
class Classes:
    """`step` per row: 0 to 4, NaN where there is no number. `edges`: the smallest value of each step that is used."""

    step: pd.Series
    edges: tuple[float, ...]


def ramp(scale: str, dark: bool) -> tuple[Colour, ...]:
    """Five shades, the last for the most."""
    return RAMPS[scale, dark]


def mark_colour(state: str, dark: bool) -> Colour:
    """The colour of a case by its deadline state; closed cases share one."""
    return MARKS.get(state, MARKS["closed"])[dark]


def classes(values: pd.Series) -> Classes:
    """Up to five classes of about equally many rows, with round edges: one big city must not make all others pale.

    Zero (when it occurs) is a class of its own; counts have whole edges. Example: 0, 1, 2, 3, 4, 5, 60 → edges 0, 1, 3,
    4, 5.
    """
    known = values.dropna()
    if known.empty:
        return Classes(values * math.nan, ())
    positive = known[known > 0]
    zero, whole = len(positive) < len(known), bool((known % 1 == 0).all())
    wanted = STEPS - zero
    cuts = [_round(float(positive.quantile(part / wanted)), whole) for part in range(wanted)] if len(positive) else []
    if cuts:
        cuts[0] = min(cuts[0], float(positive.min()))
    edges = tuple(sorted({*cuts, *([0.0] if zero else [])}))
    step = values.map(lambda value: math.nan if pd.isna(value) else max(sum(value >= edge for edge in edges) - 1, 0))
    return Classes(step, edges)


def _round(value: float, whole: bool) -> float:
    """To two significant figures; up to whole numbers for counts."""
    if value <= 0:
        return 0.0
    digits = 1 - math.floor(math.log10(value))
    if whole:
        return float(math.ceil(value)) if value < 100 else float(round(value, digits))
    return round(value, max(digits, 0)) if value < 10 else float(round(value, digits))
