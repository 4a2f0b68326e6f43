"""What happens to a case after it is filed: deadline, first reply, closing, outcome, rating. Vectorised by channel."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from data_samples import plant
from data_samples.agencies import agencies, agency_numbers

DAY, HOUR = 86_400, 3_600
NEVER = 4_000 * DAY  # still open long after its deadline

SOLVED, EXPLAINED, REFUSED, REDIRECTED, DECLINED = range(5)


@dataclass(frozen=True)
class Temper:
    """How each agency works, by agency number."""

    pace: np.ndarray
    quality: np.ndarray
    slow: np.ndarray
    formal: np.ndarray
    heaping: np.ndarray


@cache
def tempers(seed: int) -> Temper:
    """Ordinary agencies differ a little; the planted ones differ as truth.json says."""
    rng = np.random.default_rng([seed, 107])
    count, numbers = len(agencies()), agency_numbers()
    pace = np.exp(rng.normal(0, 0.12, count))
    quality = np.clip(rng.normal(0.5, 0.12, count), 0.25, 0.75)
    slow, formal, heaping = (np.zeros(count, dtype=bool) for _ in range(3))
    slow[[numbers[key] for key in plant.SLOW]] = True
    formal[numbers[plant.FORMAL]] = True
    heaping[numbers[plant.HEAPING]] = True
    quality[formal] = 0.12
    quality[slow] = 0.3
    return Temper(pace, quality, slow, formal, heaping)


def answer(channel: str, cases: pd.DataFrame, end: pd.Timestamp, seed: int, rng: np.random.Generator) -> pd.DataFrame:
    """Add fast, due, first, closed, outcome, rating, review to cases.

    Columns added: `fast` bool; `due`, `first`, `closed` local datetime64[s] (NaT: none yet); `outcome` one of the five
    constants (−1 while open); `rating` 1–5 or 0; `review` bool. Nothing after `end` has happened yet.
    """
    temper = tempers(seed)
    added = cases.assign(**_CLOCKS[channel](cases, temper, rng))
    open_now = added["closed"] > end
    added.loc[open_now, "closed"] = pd.NaT
    added.loc[added["first"] > end, "first"] = pd.NaT
    added["outcome"] = np.where(open_now, -1, _outcome(added, temper, rng))
    added["rating"] = np.where(open_now, 0, _rating(channel, added, temper, rng))
    unhappy = (added["rating"] > 0) & (added["rating"] <= 2)
    fair = added["kind"].str.startswith("fair")
    added["review"] = ~open_now & ~fair & (rng.random(len(cases)) < np.where(unhappy, 0.3, 0.025))
    return added


def _later(filed: pd.Series, seconds: np.ndarray) -> np.ndarray:
    later: np.ndarray = filed.to_numpy() + seconds.astype("int64").astype("timedelta64[s]")
    return later


def _in_days(
    cases: pd.DataFrame, temper: Temper, limit: np.ndarray, shape: tuple[float, float], rng: np.random.Generator
) -> np.ndarray:
    """Whole days to the answer for a limit in days: agency's pace, slow and formal ones, heaping, a few late."""
    n, who = len(cases), cases["agency"].to_numpy()
    part = np.minimum(rng.beta(*shape, n) * temper.pace[who], 0.99)
    part = np.where(temper.slow[who], rng.beta(7, 1.5, n), part)
    days = np.floor(part * limit)
    days = np.where(temper.formal[who], rng.choice(3, n, p=[0.35, 0.45, 0.2]), days)
    days = np.where(temper.heaping[who] & (rng.random(n) < 0.55), limit, days)
    days = _off_weekends(days, cases["filed"].dt.day_of_week.to_numpy(), limit, rng)
    late = rng.random(n) < np.where(temper.slow[who], 0.06, np.where(temper.formal[who], 0.0, 0.009))
    kind = cases["kind"].to_numpy()
    late = np.where(kind == "fair_on_time", False, np.where(kind == "fair_late", True, late))
    days = np.where(late, limit + 1 + np.minimum(rng.geometric(0.2, n), 12), days)
    lost = (rng.random(n) < 0.0012) & ~cases["kind"].str.startswith("fair").to_numpy() & ~temper.formal[who]
    return np.where(lost, NEVER // DAY, days)


def _off_weekends(days: np.ndarray, filed_on: np.ndarray, limit: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Most answers due on a Saturday or Sunday leave on Friday, or on Monday when Friday is before the filing."""
    weekday = (filed_on + days).astype(int) % 7
    moved = (weekday >= 5) & (days < limit) & (rng.random(len(days)) < 0.85)
    friday, monday = days - (weekday - 4), days + (7 - weekday)
    return np.where(moved & (friday >= 0), friday, np.where(moved & (monday <= limit), monday, days))


def _in_office(moments: np.ndarray, after: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The same dates between 8:30 and 18:30, a day later where that would come before `after`."""
    clock = rng.integers(int(8.5 * HOUR), int(18.5 * HOUR), len(moments)).astype("timedelta64[s]")
    found = moments.astype("datetime64[D]").astype("datetime64[s]") + clock
    return np.where(found > after, found, found + np.timedelta64(DAY, "s"))


def _pos_clock(cases: pd.DataFrame, temper: Temper, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n, who = len(cases), cases["agency"].to_numpy()
    fast = rng.random(n) < np.where(temper.slow[who], 0.25, 0.74)
    limit = np.where(fast, 10, 30)
    days = _in_days(cases, temper, limit, (2.2, 1.9), rng)
    declined = (rng.random(n) < 0.025) & (cases["kind"] == "").to_numpy()
    days = np.where(declined, rng.integers(0, 3, n), days)
    midnight = cases["filed"].dt.normalize()
    closed = _later(midnight, days * DAY)
    return {"fast": fast, "due": _later(midnight, limit * DAY), "first": closed, "closed": closed, "declined": declined}


def _statutory_clock(cases: pd.DataFrame, temper: Temper, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(cases)
    limit = np.where(rng.random(n) < 0.05, 60, 30)
    days = _in_days(cases, temper, limit, (3.2, 1.6), rng)
    midnight = cases["filed"].dt.normalize()
    closed = _later(midnight, days * DAY)
    return _clock(closed, closed, _later(midnight, limit * DAY))


def _reception_clock(cases: pd.DataFrame, temper: Temper, rng: np.random.Generator) -> dict[str, np.ndarray]:
    n = len(cases)
    days = _in_days(cases, temper, np.full(n, 30), (1.8, 1.8), rng)
    days = np.where(rng.random(n) < 0.35, 0, days)
    midnight = cases["filed"].dt.normalize()
    closed = _later(midnight, days * DAY)
    return _clock(closed, closed, _later(midnight, np.full(n, 30 * DAY)))


def _open311_clock(cases: pd.DataFrame, temper: Temper, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """The portal promises eight working days, which is ten to twelve on the calendar."""
    n = len(cases)
    weekday = cases["filed"].dt.day_of_week.to_numpy()
    limit = 10 + np.where(weekday >= 5, 7 - weekday, np.where(weekday >= 3, 2, 0))
    days = _in_days(cases, temper, limit, (2.0, 1.8), rng)
    filed, due = cases["filed"].to_numpy(), _later(cases["filed"], limit * DAY)
    closed = np.where(
        days == 0,
        _later(cases["filed"], rng.integers(HOUR, 9 * HOUR, n)),
        _in_office(_later(cases["filed"], days * DAY), filed, rng),
    )
    closed = np.where(days == limit, due - rng.integers(60, 6 * HOUR, n).astype("timedelta64[s]"), closed)
    return _clock(closed, closed, due)


def _call_clock(cases: pd.DataFrame, temper: Temper, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Two fifths are answered on the line, the rest go to an agency; the register has no deadline."""
    n, who = len(cases), cases["agency"].to_numpy()
    days = rng.lognormal(np.log(2.6), 0.7, n) * temper.pace[who] * np.where(temper.slow[who], 4.0, 1.0)
    days = np.where(temper.formal[who], rng.uniform(0.05, 0.6, n), days)
    days = np.where(rng.random(n) < 0.002, NEVER / DAY, days)
    at_once = _later(cases["filed"], rng.integers(120, 1500, n))
    closed = np.where(rng.random(n) < 0.4, at_once, _in_office(_later(cases["filed"], days * DAY), at_once, rng))
    return _clock(closed, closed, np.full(n, np.datetime64("NaT", "s")))


def _social_clock(cases: pd.DataFrame, temper: Temper, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """First reply in one to six hours (some wait for the morning), the incident is closed days later."""
    n, who = len(cases), cases["agency"].to_numpy()
    hours = rng.lognormal(np.log(1.7), 0.72, n) * temper.pace[who]
    hours = np.where(temper.slow[who], rng.lognormal(np.log(7), 0.7, n), hours)
    hours = np.where(temper.formal[who], rng.lognormal(np.log(0.35), 0.5, n), hours)
    at = cases["filed"].dt.hour.to_numpy()
    night = (at >= 23) | (at < 6)  # the evening shift leaves at eleven
    to_morning = np.where(at >= 23, 31 - at, 7 - at) + rng.uniform(0, 1.0, n)
    hours = np.where(night & (rng.random(n) < 0.6) & ~temper.formal[who], np.maximum(hours, to_morning), hours)
    first = _later(cases["filed"], np.maximum(hours * HOUR, 40))
    days = rng.lognormal(np.log(1.8), 0.75, n) * np.where(temper.slow[who], 2.6, 1.0)
    days = np.where(rng.random(n) < 0.002, NEVER / DAY, days)
    closed = _in_office(first + (days * DAY).astype("int64").astype("timedelta64[s]"), first, rng)
    return _clock(first, closed, np.full(n, np.datetime64("NaT", "s")))


def _clock(first: np.ndarray, closed: np.ndarray, due: np.ndarray) -> dict[str, np.ndarray]:
    plain = np.zeros(len(closed), dtype=bool)
    return {"fast": plain, "due": due, "first": first, "closed": closed, "declined": plain}


_CLOCKS = {
    "pos": _pos_clock,
    "statutory": _statutory_clock,
    "reception": _reception_clock,
    "open311": _open311_clock,
    "call_122": _call_clock,
    "social": _social_clock,
}


def _outcome(cases: pd.DataFrame, temper: Temper, rng: np.random.Generator) -> np.ndarray:
    """Solved, explained, refused or redirected; formal repliers explain, the systemic problem is not solved."""
    n = len(cases)
    solved = 0.12 + 0.5 * temper.quality[cases["agency"].to_numpy()]
    solved = np.where(cases["kind"] == "systemic", 0.06, solved)
    draw = rng.random(n)
    outcome = np.select([draw < solved, draw < 0.92, draw < 0.965], [SOLVED, EXPLAINED, REFUSED], REDIRECTED)
    return np.where(cases["declined"], DECLINED, outcome)


# P(1), P(2), … P(5) for a bad, an ordinary and a good answer
_RATINGS = np.array([[0.6, 0.17, 0.12, 0.05, 0.06], [0.3, 0.1, 0.13, 0.13, 0.34], [0.1, 0.05, 0.1, 0.2, 0.55]])
_COVERAGE = {"pos": 0.17, "social": 0.06, "call_122": 0.11}


def _rating(channel: str, cases: pd.DataFrame, temper: Temper, rng: np.random.Generator) -> np.ndarray:
    """1–5 or 0 for not rated. Coverage is low and people with a grievance rate more often."""
    n = len(cases)
    if channel not in _COVERAGE:
        return np.zeros(n, dtype=int)
    quality = temper.quality[cases["agency"].to_numpy()] + np.where(cases["outcome"] == SOLVED, 0.18, -0.05)
    bad = (cases["kind"] == "systemic").to_numpy() | (quality < 0.3)
    level = np.where(bad, 0, np.where(quality > 0.62, 2, 1))
    draw = rng.random(n)
    rating = 1 + (draw[:, None] > np.cumsum(_RATINGS, axis=1)[level, :4]).sum(axis=1)
    rated = rng.random(n) < _COVERAGE[channel] * np.where(bad, 1.5, 1.0)
    return np.where(rated & ~cases["declined"].to_numpy(), rating, 0)
