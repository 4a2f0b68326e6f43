"""Which days are worked: the public holidays of the country, and the region's own table of moved days.

The table is a CSV file named by ``SVODKA_MOVED_DAYS`` with the columns ``day`` (YYYY-MM-DD) and ``works`` (yes or no);
it wins over the country's calendar.
"""

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path

import holidays
import numpy as np
from sqlalchemy import Connection, func, select

from store.reference import read_reference
from store.tables import region

COUNTRIES = ("RU", "BY")  # whose public holidays are known
FIRST_YEAR, LAST_YEAR = 2010, 2035
SETTING = "SVODKA_MOVED_DAYS"


class BadCalendar(ValueError):
    """The region's table of moved days cannot be used; the message names the file, the row and the cure."""


@dataclass(frozen=True)
class DaysOff:
    """Weekdays (1 is Monday) that are worked, holidays among them, and other days that are worked all the same."""

    weekdays: tuple[int, ...]
    holidays: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    @property
    def calendar(self) -> np.busdaycalendar:
        """The same as numpy counts by."""
        week = "".join("1" if day in self.weekdays else "0" for day in range(1, 8))
        off = [np.datetime64(day) for day in self.holidays]
        if self.worked:  # a calendar knows holidays but no exceptions from weekends: name every weekend day instead
            every = np.arange(f"{FIRST_YEAR}-01-01", f"{LAST_YEAR + 1}-01-01", dtype="datetime64[D]")
            weekends = every[~np.is_busday(every, weekmask=week)]
            off += [day for day in weekends if day.astype(object) not in self.worked]
            week = "1111111"
        return np.busdaycalendar(weekmask=week, holidays=off)

    def is_off(self, day: date) -> bool:
        """Whether nobody works on that day."""
        if day in self.worked:
            return False
        return day in self.holidays or day.isoweekday() not in self.weekdays

    def hours_on(self, moment: datetime, hours: float) -> datetime:
        """The local moment when so many hours have passed, those of days off not counted; negative: had to pass.

        24 hours from Friday 17:00 end on Monday at 17:00.
        """
        forward = hours >= 0
        left, day = timedelta(hours=abs(hours)), timedelta(days=1)
        while True:
            midnight = datetime.combine(moment.date(), time())
            edge = midnight + day if forward else midnight - (day if moment == midnight else timedelta())
            room = timedelta() if self.is_off((moment if forward else edge).date()) else abs(edge - moment)
            if left <= room and room:
                return moment + left if forward else moment - left
            left, moment = left - room, edge


def days_off(connection: Connection) -> DaysOff:
    """The calendar of the home region."""
    country = connection.execute(select(func.max(region.c.country)).where(region.c.is_home)).scalar()
    return calendar_of(country, os.environ.get(SETTING, ""))


def check_moved_days() -> None:
    """Raises BadCalendar where the region's table cannot be used: at the start, and not at the first look."""
    calendar_of(None, os.environ.get(SETTING, ""))


@lru_cache(maxsize=8)
def calendar_of(country: str | None, moved: str = "") -> DaysOff:
    """The country's public holidays, changed by a table of moved days. Raises BadCalendar for one that cannot be
    read and for a row without sense.
    """
    weekdays = tuple(read_reference()["working_day"]["days"])
    off: set[date] = set()
    if country in COUNTRIES:
        off = set(holidays.country_holidays(country, years=range(FIRST_YEAR, LAST_YEAR + 1)))
    changes = dict(_moved(Path(moved))) if moved else {}
    rest = {day for day, works in changes.items() if not works}
    worked = {day for day, works in changes.items() if works}
    return DaysOff(weekdays, frozenset((off | rest) - worked), frozenset(worked))


def _moved(file: Path) -> Iterable[tuple[date, bool]]:
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise BadCalendar(f"{file}: cannot be read ({error}). Name another file in {SETTING}.") from None
    for number, row in enumerate(rows, start=2):
        words = (row.get("works") or "").strip().lower()
        try:
            yield date.fromisoformat((row.get("day") or "").strip()), {"yes": True, "no": False}[words]
        except (ValueError, KeyError):
            raise BadCalendar(
                f"{file.name}, row {number}: {row} is no moved day; write YYYY-MM-DD and yes or no"
            ) from None


def each_day(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
