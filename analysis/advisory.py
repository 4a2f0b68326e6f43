"""What the next weeks are likely to bring: last year's weeks of the topic, at the level of now.

Seasonal-naive with a damped trend: the weeks ahead are those of the topic a year ago in the whole region, times how
much the place has of it. That level is of the last weeks, drawn back towards that of the last year the further one
looks ahead (E. Gardner and E. McKenzie, 1985, damp a trend alike). Intervals are made of the errors that the same rule
made at earlier dates, never of theory.
"""

from dataclasses import dataclass

import numpy as np

from analysis.rhythm import Numbers
from analysis.smoothing import smoothed

YEAR = 52
SEASONS = 2 * YEAR - 4  # two seasons; the broken weeks at both ends are not counted
AHEAD = (2, 3, 4, 5, 6)  # weeks from the last known one
RECENT = 8  # weeks that tell the level of now
DAMPING = 0.85  # what is left of a departure from the year's level after each week
PRIOR = 4.0  # events of the year's level mixed into that of now
LEAST = 1.0  # events a week over the last year, below which nothing is advised
LOW, HIGH = 0.1, 0.9
TESTS = 26  # dates of the rolling backtest, a week apart
WARM = 8  # of them, the first that only teach


@dataclass(frozen=True)
class Advice:
    """`expected`, `low`, `high`: events a week, cells × `AHEAD`; `coverage`: share of weeks of the backtest inside
    their 80 % intervals, over `tested` weeks; NaN when it could not be tested; `tests`: the dates of the test.
    """

    expected: Numbers
    low: Numbers
    high: Numbers
    coverage: float
    tested: int
    tests: tuple["Tested", ...] = ()


@dataclass(frozen=True)
class Tested:
    """One date of the backtest. `known`: weeks known then; `inside`: share of the `tested` weeks of cells inside their
    intervals; `expected`, `seen`: events a week of all cells together, over the weeks `AHEAD`.
    """

    known: int
    inside: float
    tested: int
    expected: float
    seen: float


def advice(cells: Numbers, curves: Numbers) -> Advice:
    """`cells`: events a week of each cell with enough of them; `curves`: those of its topic in the whole region.

    Raises ValueError with fewer than two seasons of weeks.
    """
    weeks = cells.shape[1]
    if weeks < SEASONS:
        raise ValueError(f"{weeks} whole weeks are loaded; two seasons, {SEASONS} weeks, are needed")
    errors, means, seen = backtest(cells, curves)
    expected = forecast(cells, curves, weeks)
    low, high = _interval(expected, np.concatenate(list(errors)))
    tests = _tests(errors, means, seen, weeks - AHEAD[-1] - len(errors) + 1)
    tested = sum(test.tested for test in tests)
    covered = sum(test.inside * test.tested for test in tests) / tested if tested else float("nan")
    return Advice(expected, low, high, covered, tested, tests)


def forecast(cells: Numbers, curves: Numbers, now: int) -> Numbers:
    """Expected events of the weeks `AHEAD` after the `now` weeks that are known (cells × weeks ahead)."""
    known, season = cells[:, :now], smoothed(curves[:, :now])
    past, recent = slice(now - YEAR, now), slice(now - RECENT, now)
    year = known[:, past].sum(axis=1) / np.maximum(season[:, past].sum(axis=1), 1e-9)
    usual = year * season[:, recent].sum(axis=1)
    level = (known[:, recent].sum(axis=1) + PRIOR) / (usual + PRIOR)
    grown = _growth(curves, now)
    ahead = [year * season[:, now - YEAR + step - 1] * grown * level ** (DAMPING**step) for step in AHEAD]
    return np.column_stack(ahead)


def _growth(curves: Numbers, now: int) -> Numbers:
    """The topic in the last weeks against the same weeks a year ago, held back where it is rare."""
    recent = curves[:, now - RECENT : now].sum(axis=1)
    before = curves[:, max(0, now - RECENT - YEAR) : now - YEAR]
    same = before.sum(axis=1) * RECENT / max(before.shape[1], 1)
    return np.asarray(((recent + 10) / (same + 10)) ** 0.5) if before.shape[1] else np.ones(len(curves))


def backtest(cells: Numbers, curves: Numbers) -> tuple[list[Numbers], list[Numbers], list[Numbers]]:
    """At each earlier date: standardised errors, forecasts and what came (cells × `AHEAD` each), the earliest first."""
    last = cells.shape[1] - AHEAD[-1]
    dates = range(max(YEAR, last - TESTS + 1), last + 1)
    means = [forecast(cells, curves, date) for date in dates]
    seen = [cells[:, [date + step - 1 for step in AHEAD]] for date in dates]
    return [_standardised(y, mean) for y, mean in zip(seen, means, strict=True)], means, seen


def _standardised(seen: Numbers, mean: Numbers) -> Numbers:
    """Errors of large and small cells on one scale: by the root of the mean, and by a fifth of it."""
    return np.asarray((seen - mean) / _scale(mean))


def _scale(mean: Numbers) -> Numbers:
    return np.asarray(np.sqrt(mean + 0.5 + (0.2 * mean) ** 2))


def _interval(mean: Numbers, errors: Numbers) -> tuple[Numbers, Numbers]:
    """Between the tenth and the ninetieth of a hundred earlier errors, by weeks ahead; whole events."""
    low, high = np.quantile(errors, [LOW, HIGH], axis=0)
    return np.maximum(np.ceil(mean + low * _scale(mean) - 0.5), 0), np.floor(mean + high * _scale(mean) + 0.5)


def _tests(errors: list[Numbers], means: list[Numbers], seen: list[Numbers], first: int) -> tuple[Tested, ...]:
    """Each date is tested with the errors of the dates whose weeks were all over by then. `first`: weeks known at the
    first date.
    """
    found = []
    for place in range(WARM + AHEAD[-1], len(errors)):
        low, high = _interval(means[place], np.concatenate(errors[: place - AHEAD[-1] + 1]))
        inside = (seen[place] >= low) & (seen[place] <= high)
        foreseen, came = (float(each[place].sum()) / len(AHEAD) for each in (means, seen))
        found.append(Tested(first + place, float(inside.mean()), inside.size, foreseen, came))
    return tuple(found)
