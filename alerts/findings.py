"""What a rule finds now: asked like any script asks, so it works whether or not the dashboard owns the store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from alerts.due import Finding
from alerts.rules import Rule
from queries.filters import to_local
from queries.question import Question
from queries.scope import Scope
from queries.signal_marks import marks, with_marks

Ask = Callable[[Question], dict[str, Any]]
RECENT = timedelta(days=6)  # before the day of the data time: a week of signals
REMINDED = ("overdue", "today")  # urgencies of control items


@dataclass(frozen=True)
class Sight:
    """From where a rule looks: the data time (UTC, None when nothing is loaded), the region's time zone, the rights
    and, for a head, the municipality's id."""

    as_of: datetime | None
    zone: str
    scope: Scope

    @property
    def week(self) -> tuple[date, date]:
        """The local days whose signals are news. Raises ValueError when nothing is loaded."""
        if self.as_of is None:
            raise ValueError("nothing is loaded")
        today = to_local(self.as_of, self.zone).date()
        return today - RECENT, today


def sight(rule: Rule, ask: Ask) -> Sight:
    """The quickest question of all tells the time of the data. Raises ValueError for a municipality nobody knows."""
    answered = ask(_asked(rule, "control", date_from="2000-01-01", limit=1))
    given = answered["scope"]
    scope = Scope(**given | {"districts": tuple(given["districts"]), "agencies": tuple(given["agencies"])})
    return Sight(_moment(answered["as_of"]), answered["filters"]["period"]["zone"], scope)


def findings(rule: Rule, seen_from: Sight, ask: Ask, now: datetime) -> list[Finding]:
    """Everything that holds now and could be told. Nothing while nothing is loaded."""
    if rule.about == "control_due":
        return _control_items(rule, ask)
    if seen_from.as_of is None:
        return []
    return _signals(rule, seen_from, ask, now) if rule.about == "signals" else _overdue(rule, ask)


def longest_overdue(rule: Rule, ask: Ask) -> dict[str, Any] | None:
    """The case whose deadline passed first, with `events`: of how many events all overdue cases tell."""
    told = ask(_asked(rule, "cases", metric="overdue_now", sort="due", limit=1))
    return told["rows"][0] | {"events": told["events"]} if told["rows"] else None


def _asked(rule: Rule, about: str, **parts: Any) -> Question:
    return Question(about, role=rule.role, who=rule.who, **parts)


def _signals(rule: Rule, seen_from: Sight, ask: Ask, now: datetime) -> list[Finding]:
    """Signals of the last week that nobody has noted, muted, closed or taken under control."""
    first, last = (day.isoformat() for day in seen_from.week)
    rows = ask(_asked(rule, "spikes", date_from=first, date_to=last))["rows"]
    if not rows:
        return []
    marked = with_marks(pd.DataFrame(rows), marks(seen_from.scope), now)
    is_new = marked["mark"].isna() & ~marked["is_muted"]
    return [
        Finding(row["key"], row | {"since": _moment(row["since"])})
        for row, new in zip(rows, is_new, strict=True)
        if new
    ]


def _overdue(rule: Rule, ask: Ask) -> list[Finding]:
    (row,) = ask(_asked(rule, "overdue_now"))["rows"]
    return [Finding("overdue", row)] if row["numerator"] > rule.above else []


def _control_items(rule: Rule, ask: Ask) -> list[Finding]:
    rows = ask(_asked(rule, "control", settings={"state": "open"}))["rows"]
    return [Finding(f"{row['id']}:{row['due']}", row) for row in rows if row["urgency"] in REMINDED]


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text.removesuffix("Z")) if text else None
