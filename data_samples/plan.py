"""What will be written, decided before anything is written: cases a day, planted rows, numbers, slices, truths."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from data_samples import plant
from data_samples.agencies import agency_code, agency_numbers
from data_samples.people_and_places import CAPITAL, CITY, MUNICIPALITIES, REGION_NAME, TIMEZONE, WITHOUT_POLYGON
from data_samples.region import Boundaries, draw_boundaries
from data_samples.rhythm import HOURS, all_days, day_weights, season_factor
from data_samples.streets import Streets, lay_streets
from data_samples.topics import CHANNELS, channel_weights, theme_number, themes

SHARES = {"pos": 0.40, "social": 0.33, "statutory": 0.08, "call_122": 0.10, "reception": 0.02, "open311": 0.07}
SLICE_ROWS = 50_000
# Short slices where people come back with a case: the slices before it hold what they come back with.
SLICE_DAYS = {"pos": 62, "reception": 62}
SHORT_SLICE_DAYS = 20
# Far from those that real systems have given so far: a real file that is tried out in the demo region must not
# change cases that were made up.
_FIRST_NUMBER = {
    "pos": 310_000_000, "social": 9_700_000, "statutory": 10_000, "call_122": 2_000_000, "reception": 100,
    "open311": 50_000,
}  # fmt: skip
PREFIX = {"call_122": "122-", "reception": "ЛП-", "open311": "OP-"}
# How much more than its people's share the capital (and other cities) write, by channel.
_CITY_VOICE = {"pos": 1.3, "social": 2.4, "statutory": 1.1, "call_122": 1.0, "reception": 0.8, "open311": 2.6}


@dataclass(frozen=True)
class Slice:
    """Consecutive days of one channel made and written together. `file` names the file's half-year or month."""

    channel: str
    file: str
    first: int
    last: int
    background: int
    offset: int


@dataclass(frozen=True)
class Plan:
    """Everything both writing processes need; the same arguments give the same plan."""

    seed: int
    cases: int
    period: plant.Period
    days: tuple[date, ...]
    boundaries: Boundaries
    streets: Streets
    planted: pd.DataFrame
    per_day: dict[str, np.ndarray]
    joint: dict[str, np.ndarray]
    truth: dict[str, Any]

    def slices(self, channel: str, monthly: bool) -> list[Slice]:
        """Slices of a channel in time order, each a few weeks and (unless one day has more) SLICE_ROWS rows at most."""
        mine = self.planted.loc[self.planted["channel"] == channel, "day"]
        planted = np.bincount(mine, minlength=len(self.days))
        return _slices(channel, self.days, self.per_day[channel], planted, monthly)


def make_plan(cases: int, months: int, seed: int, end: datetime) -> Plan:
    """Decide it all. `end` is local time without zone; the period is `months` calendar months before it."""
    period = plant.Period(_months_before(end, months), end)
    days = tuple(all_days(period.start.date(), end.date()))
    boundaries = draw_boundaries(seed)
    streets = lay_streets(boundaries, seed)
    totals = _totals(cases)
    joint = {channel: _joint_weights(channel, seed) for channel in CHANNELS}
    weights = {channel: _weights(channel, days, period, seed) for channel in CHANNELS}
    planted, truth = _plant(period, cases, totals, joint, streets, seed)
    per_day = {}
    for number, channel in enumerate(CHANNELS):
        left = totals[channel] - int((planted["channel"] == channel).sum())
        if left < 0:
            raise ValueError(f"--cases {cases} is too few: the planted {channel} cases alone are {-left} more")
        per_day[channel] = np.random.default_rng([seed, 104, number]).multinomial(left, weights[channel])
    planted = _numbered(planted, days, per_day)
    truth["events"] = _events(planted)
    truth["totals"] = totals
    return Plan(seed, cases, period, days, boundaries, streets, planted, per_day, joint, truth)


def _months_before(end: datetime, months: int) -> datetime:
    month = end.year * 12 + end.month - 1 - months
    year, month = month // 12, month % 12 + 1
    return datetime(year, month, min(end.day, calendar.monthrange(year, month)[1]))


def _totals(cases: int) -> dict[str, int]:
    totals = {channel: round(cases * share) for channel, share in SHARES.items()}
    totals["pos"] += cases - sum(totals.values())
    return totals


def _joint_weights(channel: str, seed: int) -> np.ndarray:
    """Yearly share of every theme × municipality in a channel; sums to 1."""
    rng = np.random.default_rng([seed, 105])
    place = np.array([town.population for town in MUNICIPALITIES], dtype=float)
    place *= np.exp(rng.normal(0, 0.13, len(place))) * (place / 40_000) ** 0.12
    cities = np.array([town.kind == CITY for town in MUNICIPALITIES])
    place[cities] *= _CITY_VOICE[channel] ** 0.4
    place[CAPITAL] *= _CITY_VOICE[channel] ** 0.6
    place[plant.SILENT] *= 0.12
    place[[plant.FAIR_SMALL, plant.FAIR_LARGE]] = 0
    if channel == "open311":
        place[WITHOUT_POLYGON] = 0
    joint = channel_weights(channel)[:, None] * place
    joint *= np.exp(rng.normal(0, 0.2, joint.shape))
    joint[theme_number(plant.SPIKE_THEME), plant.SPIKE_DISTRICT] *= 8  # a works town: the smell is nothing new there
    return joint / joint.sum()


def _weights(channel: str, days: tuple[date, ...], period: plant.Period, seed: int) -> np.ndarray:
    mix = channel_weights(channel)
    monthly = sum((w * season_factor(t.season) for w, t in zip(mix, themes(), strict=True)), np.zeros(12))
    weights = day_weights(channel, list(days), monthly, seed)
    passed = period.end.hour + period.end.minute / 60
    weights[-1] *= HOURS[: int(passed)].sum() + HOURS[int(passed)] * (passed % 1)
    return np.asarray(weights / weights.sum())


def _plant(
    period: plant.Period,
    cases: int,
    totals: dict[str, int],
    joint: dict[str, np.ndarray],
    streets: Streets,
    seed: int,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """All planted rows and the truth about them (without event ids, which need numbers)."""
    rng = np.random.default_rng([seed, 106])
    spike_theme = theme_number(plant.SPIKE_THEME)
    weekly = sum(totals[c] * joint[c][spike_theme, plant.SPIKE_DISTRICT] for c in CHANNELS) / period.weeks
    fair = plant.plant_fair_pair(period, cases, streets, rng)
    spike, spike_from, spike_to = plant.plant_spike(period, weekly, streets, rng)
    systemic, since = plant.plant_systemic(period, cases, streets, rng)
    outage, outage_from, outage_to = plant.plant_outage(period, totals["social"] / period.weeks, streets, rng)
    events = plant.plant_events(period, cases, streets, rng)
    week = ("from", "to")
    truth: dict[str, Any] = {
        "region": REGION_NAME,
        "invented": True,
        "timezone": TIMEZONE,
        "from": period.start.isoformat(),
        "to": period.end.isoformat(timespec="seconds"),
        "slow_agencies": [_agency(key) for key in plant.SLOW],
        "formal_reply_agency": _agency(plant.FORMAL),
        "heaping_agency": _agency(plant.HEAPING),
        "systemic": _problem(plant.SYSTEMIC_THEME, plant.SYSTEMIC_DISTRICT, systemic) | {"from": _day(since)},
        "spike": _problem(plant.SPIKE_THEME, plant.SPIKE_DISTRICT, spike)
        | dict(zip(week, map(_day, (spike_from, spike_to)), strict=True))
        | {"usual_week": round(float(weekly), 2)},
        "outage": {"topics": [_topic(name) for name in plant.OUTAGE_THEMES], "district": _district(CAPITAL)}
        | dict(zip(week, map(_day, (outage_from, outage_to)), strict=True))
        | {"planted": len(outage)},
        "silent_district": _district(plant.SILENT),
        "district_without_polygon": _district(WITHOUT_POLYGON),
        "fair_pair": _fair_truth(fair),
    }
    return pd.concat([fair, spike, systemic, outage, events], ignore_index=True), truth


def _problem(theme: str, place: int, planted: pd.DataFrame) -> dict[str, Any]:
    return {"topic": _topic(theme), "district": _district(place), "planted": len(planted)}


def _fair_truth(fair: pd.DataFrame) -> dict[str, Any]:
    """Ids of the pair and how many each closed, on time and in all."""
    truth: dict[str, Any] = {}
    for size, place in (("small", plant.FAIR_SMALL), ("large", plant.FAIR_LARGE)):
        mine = fair[fair["district"] == place]
        truth |= {
            size: _district(place),
            f"{size}_on_time": int((mine["kind"] == "fair_on_time").sum()),
            f"{size}_closed": len(mine),
        }
    return truth


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _agency(key: str) -> str:
    return agency_code(agency_numbers()[key])


def _topic(name: str) -> str:
    return themes()[theme_number(name)].code


def _district(place: int) -> str:
    return MUNICIPALITIES[place].oktmo


def _numbered(planted: pd.DataFrame, days: tuple[date, ...], per_day: dict[str, np.ndarray]) -> pd.DataFrame:
    """Numbers of planted rows, known before anything is written: background row k takes 3k or 3k + 1, these 3k + 2.

    They follow the channel's count up to their day, so that a planted case does not stand out by its number.
    """
    planted = planted.sort_values(["channel", "filed", "group", "street", "house"], ignore_index=True)
    planted["day"] = (planted["filed"].dt.normalize() - pd.Timestamp(days[0])).dt.days
    planted["number"] = np.int64(0)
    for channel, rows in planted.groupby("channel").groups.items():
        before = np.concatenate([[0], np.cumsum(per_day[str(channel)])])
        previous, numbers = -1, []
        for day in planted.loc[rows, "day"]:
            previous = max(previous + 1, int(before[day]))
            numbers.append(_FIRST_NUMBER[str(channel)] + 3 * previous + 2)
        planted.loc[rows, "number"] = numbers
    return planted


def background_numbers(channel: str, offset: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """Numbers of background rows `offset` … `offset + count − 1` of a channel, rising."""
    numbers: np.ndarray = _FIRST_NUMBER[channel] + 3 * (offset + np.arange(count)) + rng.integers(0, 2, count)
    return numbers


def source_number(channel: str, number: int, filed: datetime) -> str:
    """The number as the channel prints it (also the second half of the case's id in the store)."""
    if channel == "statutory":
        return f"ОГ-{number}/{filed.year % 100:02d}"
    return f"{PREFIX.get(channel, '')}{number}"


def _events(planted: pd.DataFrame) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    events = planted[planted["group"] >= 0]
    for channel, number, filed, group in events[["channel", "number", "filed", "group"]].itertuples(index=False):
        groups.setdefault(group, []).append(f"{channel}:{source_number(channel, number, filed)}")
    return [groups[key] for key in sorted(groups)]


def _slices(
    channel: str, days: tuple[date, ...], background: np.ndarray, planted: np.ndarray, monthly: bool
) -> list[Slice]:
    longest = SLICE_DAYS.get(channel, SHORT_SLICE_DAYS)
    before = np.concatenate([[0], np.cumsum(background)]).tolist()
    rows = np.concatenate([[0], np.cumsum(background + planted)])
    found: list[Slice] = []
    first = 0
    for day in range(1, len(days) + 1):
        ended = day == len(days) or _file(days[day], monthly) != _file(days[first], monthly)
        if ended or day - first == longest or rows[day + 1] - rows[first] > SLICE_ROWS:
            count = before[day] - before[first]
            found.append(Slice(channel, _file(days[first], monthly), first, day - 1, count, before[first]))
            first = day
    return found


def _file(day: date, monthly: bool) -> str:
    return f"{day.year}_{day.month:02d}" if monthly else f"{day.year}_h{1 if day.month <= 6 else 2}"
