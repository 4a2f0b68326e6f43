"""The data's own time: what is "now" for a case is the last moment its channel is known for."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

from sqlalchemy import ColumnElement, Connection, DateTime, case, false, func, literal, select, true

from queries.filters import Period
from store.tables import channel, region

DEFAULT_ZONE = "Europe/Moscow"
WHOLE_DAY = timedelta(hours=23, minutes=59, seconds=59)  # what a day-precision channel adds to its last date
JUST_BEFORE = timedelta(microseconds=1)  # midnight is the next day's: sources with days file all of it there
RIPE = timedelta(days=30)  # the longest usual limit: what was filed longer ago has been judged


@dataclass(frozen=True)
class Moment:
    """When a question looks at a case. `latest`: at the data time itself, after which nothing has happened yet.

    Comparing a million dates with a moment that is later than all of them would be waste.
    """

    now: ColumnElement[datetime]
    latest: bool

    def passed(self, date: ColumnElement[datetime]) -> ColumnElement[bool]:
        """The date is known and not after the moment."""
        return date.is_not(None) if self.latest else date <= self.now

    def ahead(self, date: ColumnElement[datetime]) -> ColumnElement[bool]:
        """The date is known and after the moment."""
        return false() if self.latest else date > self.now


@dataclass(frozen=True)
class Clock:
    """`as_of`: the latest data time of any channel (UTC, None when nothing is loaded); `until`: (channel, data
    time). `ago`: how far it is set back; `until` stays where the data end.
    """

    as_of: datetime | None
    until: tuple[tuple[str, datetime], ...]
    zone: str
    ago: timedelta = timedelta()

    @property
    def is_past(self) -> bool:
        """Whether the store knows of things that happened later than the clock says."""
        return bool(self.ago)

    def back(self, ago: timedelta) -> Self:
        """The clock as it stood so long ago, that of every channel."""
        return replace(self, as_of=self.as_of and self.as_of - ago, ago=ago)

    def same_age(self, now: Period | None, before: Period | None) -> timedelta:
        """How far to set the clock back for `before` to be as old, and as little known, as `now` is today."""
        return timedelta() if now is None or before is None else now.end - before.end

    def is_ripe(self, period: Period | None) -> bool:
        """Whether the period has been over for as long as the longest limit, so that what has no date was known too."""
        return period is None or self.as_of is None or period.end + RIPE <= self.as_of + timedelta(seconds=1)

    def moment(self, of_channel: ColumnElement[str], period: Period | None = None) -> Moment:
        """The data time of a case; with a period, not later than its end."""
        return Moment(self._now(of_channel, period), latest=period is None and not self.is_past)

    def _now(self, of_channel: ColumnElement[str], period: Period | None) -> ColumnElement[datetime]:
        moments = {code: self._earlier(moment, period) for code, moment in self.until}
        latest = literal(max(moments.values(), default=_wall()), DateTime())
        if len(set(moments.values())) <= 1:
            return latest
        return case(*((of_channel == code, literal(m, DateTime())) for code, m in moments.items()), else_=latest)

    def _earlier(self, moment: datetime, period: Period | None) -> datetime:
        """A channel that ends before the period does knows the same stock at both ends of what is compared."""
        if period is None:
            return moment - self.ago
        last = period.end - JUST_BEFORE
        return moment if moment <= last else min(moment - self.ago, last)

    def last(self, period: Period | None) -> datetime:
        """The last moment that is known of a period, or of all time."""
        now = self.as_of or _wall()
        return now if period is None else min(now, period.end)

    def as_of_for(self, channels: tuple[str, ...]) -> datetime | None:
        """The data time of a question about these channels (all when empty)."""
        known = [_told(moment) - self.ago for code, moment in self.until if not channels or code in channels]
        return max(known, default=None)


def _told(until: datetime) -> datetime:
    """The data time as it is said to people: a day that is not over yet is known from its beginning, not to its end."""
    return until if until <= _wall() else until - WHOLE_DAY


def _wall() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def read_clock(connection: Connection) -> Clock:
    """The data time of every channel that has cases, and the home region's time zone."""
    zone = select(func.max(region.c.timezone).label("zone")).where(region.c.is_home).subquery()
    known = select(channel.c.code, channel.c.data_until).where(channel.c.data_until.is_not(None)).subquery()
    rows = connection.execute(
        select(zone.c.zone, known.c.code, known.c.data_until)
        .select_from(zone.outerjoin(known, true()))
        .order_by(known.c.code)
    ).all()
    until = tuple((row.code, row.data_until) for row in rows if row.code is not None)
    return Clock(max((_told(moment) for _, moment in until), default=None), until, rows[0].zone or DEFAULT_ZONE)
