"""What the user asked to see: a frozen value that a link carries and a cache can take as its key."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

UNMAPPED = "none"  # the place of cases without a district, agency or topic, in filters and links
COMPARISONS = ("previous", "last_year")
MOMENT = timedelta(microseconds=1)  # between the last moment of a period and its end
PRESETS: dict[str, timedelta] = {
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "90d": timedelta(days=90),
    "1y": timedelta(days=365),
}


@dataclass(frozen=True)
class Period:
    """UTC moments without zone: from `start` up to but not including `end`."""

    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


def to_utc(local: datetime, zone: str) -> datetime:
    """A local wall time as naive UTC, as the store keeps it."""
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def to_local(moment: datetime, zone: str) -> datetime:
    """Naive UTC from the store as naive local wall time."""
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def days_period(first: date, last: date, zone: str) -> Period:
    """Whole local days, both ends included."""
    if last < first:
        raise ValueError(f"the period ends on {last} before it starts on {first}")
    return Period(
        to_utc(datetime.combine(first, time()), zone), to_utc(datetime.combine(last + timedelta(days=1), time()), zone)
    )


def preset_period(preset: str, as_of: datetime, zone: str) -> Period:
    """The last 24 hours, or the last N local days including the day of `as_of`; ends at the data time."""
    length = PRESETS[preset]
    end = as_of + timedelta(seconds=1)
    if length <= timedelta(hours=24):
        return Period(end - length, end)
    today = to_local(as_of, zone).date()
    return Period(to_utc(datetime.combine(today - length + timedelta(days=1), time()), zone), end)


def compared_period(period: Period, comparison: str, zone: str) -> Period:
    """The period to compare with: the same length just before, or the same local dates a year earlier (of 29 February
    the 28th).

    For a preset whose last day is still running both ends move by whole days, so that the same part of the day is
    compared. Dates are the region's: in Omsk 1 March begins while it is still February in UTC, in a leap year the 29th.
    """
    start, end = to_local(period.start, zone), to_local(period.end, zone)
    if comparison == "previous":
        days = timedelta(days=max(1, -((start - end) // timedelta(days=1))))
        return Period(to_utc(start - days, zone), to_utc(end - days, zone))
    if comparison == "last_year":
        # The last moment within the period, not the midnight after it: 28 February is compared with one day, not two.
        last = _year_earlier(end - MOMENT)
        first = min(_year_earlier(start), last + MOMENT - min(end - start, timedelta(days=1)))  # part of a 29 February
        return Period(to_utc(first, zone), to_utc(last + MOMENT, zone))
    raise ValueError(f"unknown comparison {comparison!r}: choose one of {', '.join(COMPARISONS)}")


def _year_earlier(local: datetime) -> datetime:
    is_leap_day = (local.month, local.day) == (2, 29)
    return local.replace(year=local.year - 1, day=28 if is_leap_day else local.day)


@dataclass(frozen=True)
class Bounds:
    """A rectangle in degrees, its edges included, to four decimals (about 10 m) as a link writes it. Raises ValueError
    for one that is none.
    """

    south: float
    west: float
    north: float
    east: float

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, round(getattr(self, field.name), 4))
        edges = (self.south, self.west, self.north, self.east)
        if not all(map(math.isfinite, edges)) or not (-90 <= self.south < self.north <= 90):
            raise ValueError(f"no rectangle {self}: the south lies below the north, both between -90 and 90 degrees")
        if not -180 <= self.west < self.east <= 180:
            raise ValueError(f"no rectangle {self}: the west lies before the east, both between -180 and 180 degrees")

    def __str__(self) -> str:
        return ",".join(str(edge) for edge in (self.south, self.west, self.north, self.east))

    @classmethod
    def parse(cls, words: str) -> Self:
        """From "south,west,north,east". Raises ValueError with what is wrong."""
        try:
            south, west, north, east = (float(part) for part in words.split(","))
        except ValueError:
            raise ValueError(f"{words!r} is no rectangle: write south,west,north,east in degrees") from None
        return cls(south, west, north, east)


@dataclass(frozen=True)
class Filters:
    """Empty tuples mean "all". `none` in topics, districts or agencies selects cases that have none.

    `period` is by filing date; counts of a moment (in work, overdue) use only its end. `watch`: of these, too, only
    what was filed in it. `bounds` leave out what lies outside and what has no coordinates.
    """

    period: Period | None = None
    channels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    importance: tuple[str, ...] = ()
    text: str = ""
    bounds: Bounds | None = None
    watch: Period | None = None

    def everywhere(self) -> Self:
        """The same question about all places, where each is compared with all."""
        return replace(self, districts=(), bounds=None)

    def ending(self) -> Self:
        """The same question about the last day of the period: one for all periods that end together, for what counts by
        the end only.
        """
        if self.period is None:
            return self
        return self.during(Period(self.period.end - timedelta(days=1), self.period.end))

    def during(self, period: Period | None) -> Self:
        """The same question about another period."""
        return replace(self, period=period)

    def filed_in(self, watch: Period | None) -> Self:
        """The same question about what somebody's watch brought; about all without one."""
        return replace(self, watch=watch)

    def only(self, **choices: Sequence[str]) -> Self:
        """The same question with some lists replaced, e.g. ``filters.only(districts=["52601000"])``."""
        chosen: dict[str, Any] = {name: tuple(values) for name, values in choices.items()}
        return replace(self, **chosen)

    def compared(self, comparison: str | None, zone: str) -> Self | None:
        """The question about the period to compare with, by local dates; None when there is nothing to compare."""
        if comparison is None or self.period is None:
            return None
        return self.during(compared_period(self.period, comparison, zone))


ITSELF = "="  # before a topic: it alone, without the finer topics below it
# Short ASCII names of the URL parameters; the period travels as a preset or as dates (see components/filters.py).
URL_NAMES: dict[str, str] = {
    "channels": "ch",
    "topics": "tp",
    "districts": "d",
    "agencies": "a",
    "states": "st",
    "importance": "imp",
    "text": "q",
    "bounds": "box",
}


def to_params(filters: Filters) -> dict[str, str]:
    """URL parameters for everything but the period; lists are joined with commas, empty ones left out."""
    params = {}
    for name, short in URL_NAMES.items():
        value = getattr(filters, name)
        joined = ",".join(value) if isinstance(value, tuple) else str(value or "")
        if joined:
            params[short] = joined
    return params


def from_params(params: Mapping[str, str]) -> Filters:
    """The opposite of `to_params`; unknown parameters are ignored, and so is a rectangle that is none."""
    chosen: dict[str, str | tuple[str, ...] | Bounds | None] = {}
    for name, short in URL_NAMES.items():
        raw = params.get(short, "")
        if raw and name == "bounds":
            chosen[name] = _bounds(raw)
        elif raw:
            chosen[name] = raw if name == "text" else tuple(part for part in raw.split(",") if part)
    return Filters(**chosen)  # type: ignore[arg-type]


def _bounds(words: str) -> Bounds | None:
    try:
        return Bounds.parse(words)
    except ValueError:
        return None
