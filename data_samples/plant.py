"""The truths planted in the demo: who is slow, what spikes, which cases are one event. All of it ends in truth.json."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from data_samples.agencies import agency_numbers
from data_samples.people_and_places import CAPITAL, MUNICIPALITIES, SECOND_CITY, THIRD_CITY, WITHOUT_POLYGON
from data_samples.rhythm import HOURS, season_factor
from data_samples.streets import HOUSES, Streets
from data_samples.topics import channel_weights, theme_number, themes

SLOW = ("housing", "admin_19")
FORMAL = f"admin_{SECOND_CITY}"
HEAPING = "city_school"
FAIR_LARGE, FAIR_SMALL, SILENT = 23, 29, 28
SYSTEMIC_THEME, SYSTEMIC_DISTRICT = "Плохое качество воды", 16
SPIKE_THEME, SPIKE_DISTRICT = "Загрязнение воздуха", THIRD_CITY
OUTAGE_THEMES = ("Отсутствие отопления", "Отсутствие холодной и горячей воды", "Отключение электричества")

COLUMNS = ("channel", "filed", "district", "theme", "street", "house", "agency", "kind", "group", "wording")


@dataclass(frozen=True)
class Period:
    """From midnight of the first day to the moment the data ends; local time without zone."""

    start: datetime
    end: datetime

    @property
    def days(self) -> int:
        return (self.end.date() - self.start.date()).days + 1

    @property
    def weeks(self) -> float:
        return (self.end - self.start).total_seconds() / (7 * 86400)


def plant_fair_pair(period: Period, cases: int, streets: Streets, rng: np.random.Generator) -> pd.DataFrame:
    """Two municipalities with nothing but closed ПОС messages: 22/22 and 970/1000 on time; fewer in small demos."""
    scale = min(1.0, cases / 6000)
    local = [i for i, t in enumerate(themes()) if t.owner in ("roads", "yard", "school", "housing", "admin")]
    rows = []
    room = period.end - period.start - timedelta(days=46)
    for place, on_time, late in (
        (FAIR_SMALL, round(22 * scale), 0),
        (FAIR_LARGE, round(970 * scale), round(30 * scale)),
    ):
        for fate, count in (("fair_on_time", on_time), ("fair_late", late)):
            for _ in range(count):
                filed = period.start + room * rng.random()
                theme = _in_season(local, np.ones(len(local)), filed, rng)
                agency = agency_numbers()[f"admin_{place}"]
                rows.append(_row("pos", filed, place, theme, streets, rng, kind=fate, agency=agency))
    return _frame(rows)


def plant_spike(
    period: Period, weekly: float, streets: Streets, rng: np.random.Generator
) -> tuple[pd.DataFrame, datetime, datetime]:
    """One week about five weeks before the end when a theme comes six to seven times as often as usual.

    Args:
        weekly: expected background count of this theme in this municipality, cases a week.
    """
    first = datetime.combine((period.end - timedelta(days=38)).date(), datetime.min.time())
    rows = []
    for _ in range(max(14, round(5.5 * weekly))):
        channel = str(rng.choice(["social", "call_122", "open311", "pos", "statutory"], p=[0.5, 0.2, 0.15, 0.1, 0.05]))
        filed = _at_hour(first + timedelta(days=int(rng.integers(0, 7))), rng)
        theme = theme_number(SPIKE_THEME)
        agency = agency_numbers()[f"admin_{SPIKE_DISTRICT}"] if channel == "pos" else -1
        rows.append(_row(channel, filed, SPIKE_DISTRICT, theme, streets, rng, kind="spike", agency=agency))
    return _frame(rows), first, first + timedelta(days=6)


def plant_systemic(
    period: Period, cases: int, streets: Streets, rng: np.random.Generator
) -> tuple[pd.DataFrame, datetime]:
    """A quiet problem that never goes away: the last year (or second half), same addresses again, bad ratings."""
    since = max(period.start + (period.end - period.start) / 2, period.end - timedelta(days=365))
    weeks = (period.end - since).days / 7
    count = round(weeks * float(np.clip(2.4 * cases / 120_000, 0.8, 12)))
    theme, place = theme_number(SYSTEMIC_THEME), SYSTEMIC_DISTRICT
    homes = [(_street(streets, place, rng), int(rng.integers(1, HOUSES))) for _ in range(max(4, count // 7))]
    rows = []
    for k in range(count):
        channel = str(rng.choice(["social", "call_122", "pos", "statutory"], p=[0.35, 0.3, 0.25, 0.1]))
        filed = _at_hour(since + (period.end - since - timedelta(days=1)) * (k + rng.random()) / count, rng)
        home = homes[int(rng.integers(0, len(homes)))]
        agency = agency_numbers()[f"admin_{place}"]
        rows.append(_row(channel, filed, place, theme, streets, rng, kind="systemic", agency=agency, home=home))
    return _frame(rows), since


def plant_outage(
    period: Period, social_a_week: float, streets: Streets, rng: np.random.Generator
) -> tuple[pd.DataFrame, datetime, datetime]:
    """A week of heat, water and power failures in the capital: social media sees five times a usual week."""
    first = _coldest_week(period)
    rows = []
    codes = [theme_number(name) for name in OUTAGE_THEMES]
    for _ in range(round(4.6 * social_a_week)):
        channel = str(rng.choice(["social", "call_122", "pos"], p=[0.88, 0.09, 0.03]))
        day = int(rng.choice(7, p=[0.08, 0.2, 0.26, 0.2, 0.13, 0.08, 0.05]))
        theme = int(rng.choice(codes, p=[0.55, 0.25, 0.2]))
        rows.append(_row(channel, _at_hour(first + timedelta(days=day), rng), CAPITAL, theme, streets, rng, "outage"))
    return _frame(rows), first, first + timedelta(days=6)


def _coldest_week(period: Period) -> datetime:
    """The Monday nearest to 20 January of the last winter inside the period, else the coldest whole week there is."""
    mondays = [period.start + timedelta(days=k) for k in range(7, period.days - 50)]
    mondays = [day for day in mondays if day.weekday() == 0] or [period.start]

    def coldness(day: datetime) -> tuple[int, datetime]:
        to_january = abs((day.timetuple().tm_yday - 20 + 182) % 365 - 182)
        return (-(to_january // 7), day)

    return datetime.combine(max(mondays, key=coldness).date(), datetime.min.time())


def plant_events(period: Period, cases: int, streets: Streets, rng: np.random.Generator) -> pd.DataFrame:
    """Groups of two to six cases in two or more channels: one thing at one address within three days."""
    allowed = [t for t, theme in enumerate(themes()) if theme.weights[5] > 0]
    weights = (channel_weights("social") * channel_weights("call_122"))[allowed] ** 0.5
    people = np.array([town.population for town in MUNICIPALITIES], dtype=float) ** 0.9
    people[[FAIR_SMALL, FAIR_LARGE, SILENT, WITHOUT_POLYGON]] = 0
    rows = []
    for group in range(min(400, cases // 20)):
        room = period.end - period.start - timedelta(hours=30)
        began = _at_hour(period.start + room * rng.random(), rng)
        theme = _in_season(allowed, weights, began, rng)
        place = int(rng.choice(len(MUNICIPALITIES), p=people / people.sum()))
        home = (_street(streets, place, rng), int(rng.integers(1, HOUSES)))
        wording = int(rng.integers(0, 1000))
        for channel in _event_channels(rng):
            filed = _event_time(channel, began, period, rng)
            rows.append(
                _row(channel, filed, place, theme, streets, rng, "event", home=home, group=group, wording=wording)
            )
    return _frame(rows)


def _event_channels(rng: np.random.Generator) -> list[str]:
    """At least two different channels; a ПОС message only beside a registry card that names it."""
    if rng.random() < 0.2:
        return ["pos", "statutory"]
    size = int(rng.choice([2, 3, 4, 5, 6], p=[0.34, 0.3, 0.2, 0.1, 0.06]))
    found = list(rng.choice(["social", "call_122", "open311"], size=2, replace=False, p=[0.5, 0.3, 0.2]))
    while len(found) < size:
        if size - len(found) >= 2 and "pos" not in found and rng.random() < 0.4:
            found += ["pos", "statutory"]
        else:
            found.append(str(rng.choice(["social", "call_122", "open311", "reception"], p=[0.55, 0.25, 0.15, 0.05])))
    return found


def _event_time(channel: str, began: datetime, period: Period, rng: np.random.Generator) -> datetime:
    hours = {"pos": 6.0, "statutory": 36.0, "reception": 30.0}.get(channel, 9.0)
    filed = began + timedelta(hours=min(float(rng.exponential(hours)), 60.0))
    return min(filed, period.end - timedelta(minutes=float(rng.uniform(1, 90))))


def _row(
    channel: str,
    filed: datetime,
    place: int,
    theme: int,
    streets: Streets,
    rng: np.random.Generator,
    kind: str,
    agency: int = -1,
    home: tuple[int, int] | None = None,
    group: int = -1,
    wording: int = -1,
) -> tuple[object, ...]:
    """One planted case; agency −1 and wording −1 leave the choice to the ordinary rules."""
    street, house = home or (_street(streets, place, rng), int(rng.integers(1, HOUSES)))
    return (channel, filed.replace(microsecond=0), place, theme, street, house, agency, kind, group, wording)


def _frame(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["filed"] = frame["filed"].astype("datetime64[s]")
    return frame


def _street(streets: Streets, place: int, rng: np.random.Generator) -> int:
    return int(rng.integers(streets.first[place], streets.first[place + 1]))


def _in_season(numbers: list[int], weights: np.ndarray, moment: datetime, rng: np.random.Generator) -> int:
    """One of the themes, snow in winter and mowing in summer."""
    factors = np.array([season_factor(themes()[i].season)[moment.month - 1] for i in numbers])
    chances = weights * factors
    return int(rng.choice(numbers, p=chances / chances.sum()))


def _at_hour(day: datetime, rng: np.random.Generator) -> datetime:
    """The same date at an hour when people write."""
    hour = int(rng.choice(24, p=HOURS))
    return datetime(day.year, day.month, day.day, hour, int(rng.integers(0, 60)), int(rng.integers(0, 60)))
