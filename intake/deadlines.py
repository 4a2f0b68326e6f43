"""When an answer is due: the planned date of the row, else the deadline table with its calendars."""

from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from intake.moments import end_of_local_day, to_local, to_utc
from store.days_off import DaysOff, days_off
from store.reference import read_reference
from store.tables import channel as channel_table
from store.tables import deadline


@dataclass(frozen=True)
class WorkingDay:
    """The working calendar: weekdays (1 is Monday), hours of the local day, days off."""

    days: tuple[int, ...]
    start: time
    end: time
    holidays: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()  # weekend days that are worked all the same

    @classmethod
    def of_region(cls, connection: Connection) -> "WorkingDay":
        """Hours from store/reference.toml, section working_day; days off of the home region."""
        read = read_reference()["working_day"]
        start, end = (time.fromisoformat(read[edge]) for edge in ("from", "until"))
        off = days_off(connection)
        return cls(off.weekdays, start, end, tuple(sorted(off.holidays)), tuple(sorted(off.worked)))

    @property
    def calendar(self) -> np.busdaycalendar:
        return _calendar(self)


@lru_cache(maxsize=8)  # a calendar of decades takes its time
def _calendar(working: WorkingDay) -> np.busdaycalendar:
    return DaysOff(working.days, frozenset(working.holidays), frozenset(working.worked)).calendar


@dataclass(frozen=True)
class Rule:
    """One row of the deadline table; None matches anything."""

    importance: str | None
    fast_track: bool | None
    topic_id: str | None
    reply: str
    amount: int
    unit: str
    calendar: str

    @property
    def conditions(self) -> int:
        return sum(value is not None for value in (self.importance, self.fast_track, self.topic_id))


@dataclass(frozen=True)
class Deadlines:
    """The rules of one channel. `clock`: what starts it; `stops`: first (the first reply) or final (closing)."""

    rules: tuple[Rule, ...]
    clock: str
    precision: str
    working: WorkingDay | None  # where a rule counts working days or hours

    @classmethod
    def load(cls, connection: Connection, channel: str) -> "Deadlines":
        """Read the table of deadlines and the channel's clock."""
        about = connection.execute(select(channel_table).where(channel_table.c.code == channel)).one()
        rows = connection.execute(select(deadline).where(deadline.c.channel == channel)).all()
        rules = [
            Rule(r.importance, r.fast_track, r.topic_id, r.reply, r.limit_amount, r.limit_unit, r.calendar)
            for r in rows
        ]
        if any(rule.reply == "first" for rule in rules):  # a limit for the first reply is the deadline
            rules = [rule for rule in rules if rule.reply == "first"]
        rules.sort(key=lambda rule: rule.conditions)
        by_day = any(rule.calendar != "calendar" for rule in rules)  # a calendar of decades takes its time
        working = WorkingDay.of_region(connection) if by_day else None
        return cls(tuple(rules), about.clock, about.precision, working)

    @property
    def stops(self) -> str:
        return "first" if any(rule.reply == "first" for rule in self.rules) else "final"

    def due(self, rows: pd.DataFrame, zone: pd.Series) -> pd.Series:
        """Deadlines in UTC by the table; missing where no rule fits or the clock has not started.

        `rows`: filed_at, registered_at (UTC), importance, fast_track, topic_id. The rule with most conditions wins.
        """
        start = rows["filed_at"]
        if self.clock == "registration":
            start = rows["registered_at"].fillna(start)
        due = pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]")
        for rule in self.rules:
            fits = self._fits(rule, rows) & start.notna()
            if fits.any():
                due.loc[fits] = self._end(rule, start[fits], zone[fits])
        return due

    def _fits(self, rule: Rule, rows: pd.DataFrame) -> pd.Series:
        fits = pd.Series(True, index=rows.index)
        if rule.importance is not None:
            fits &= rows["importance"].eq(rule.importance)
        if rule.fast_track is not None:
            fits &= rows["fast_track"].fillna(False).eq(rule.fast_track).astype(bool)
        if rule.topic_id is not None:
            fits &= rows["topic_id"].eq(rule.topic_id)
        return fits

    def _end(self, rule: Rule, start: pd.Series, zone: pd.Series) -> pd.Series:
        if rule.unit == "hour" and rule.calendar == "calendar":
            return start + pd.Timedelta(rule.amount, "h")
        local = to_local(start, zone)
        if rule.unit == "hour" and self.working:
            return to_utc(after_working_hours(local, rule.amount, self.working), zone)
        if rule.unit == "month":
            ends = local + pd.DateOffset(months=rule.amount)
        elif rule.calendar == "working" and self.working:
            ends = after_working_days(local, rule.amount, self.working)
        else:
            ends = local + pd.Timedelta(rule.amount, "D")
        return end_of_local_day(to_utc(ends, zone), zone)


def after_working_days(local: pd.Series, amount: int, working: WorkingDay) -> pd.Series:
    """The working day that is `amount` working days after each local day (the day itself is not counted)."""
    days = local.to_numpy().astype("datetime64[D]")
    ends = np.busday_offset(days, amount, roll="backward", busdaycal=working.calendar)
    return pd.Series(ends, index=local.index).astype("datetime64[us]")


def after_working_hours(local: pd.Series, amount: int, working: WorkingDay) -> pd.Series:
    """The local moment when `amount` working hours have passed.

    Day 9:00-18:00: 9 hours from Wednesday 20:06 end on Thursday at 18:00, from Friday 17:00 on Monday at 17:00.
    """
    opens, closes = (moment.hour * 3600 + moment.minute * 60 for moment in (working.start, working.end))
    length = closes - opens
    moment = local.to_numpy().astype("datetime64[s]")
    day = moment.astype("datetime64[D]")
    second = (moment - day).astype("int64")
    works = np.is_busday(day, busdaycal=working.calendar)
    today = works & (second < closes)
    first = np.where(
        today, day, np.busday_offset(day, np.where(works, 1, 0), roll="forward", busdaycal=working.calendar)
    )
    passed = np.where(today, np.maximum(second - opens, 0), 0)
    total = passed + amount * 3600
    whole = (total - 1) // length  # exactly one day ends at its close, not the next morning
    rest = total - whole * length
    last = np.busday_offset(first, whole, busdaycal=working.calendar)
    ends = last.astype("datetime64[s]") + (opens + rest).astype("timedelta64[s]")
    return pd.Series(ends, index=local.index).astype("datetime64[us]")
