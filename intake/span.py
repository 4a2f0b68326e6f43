"""From when to when a file's cases go: how far the channel's data are known."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from intake.layout import Layout
from intake.moments import end_of_local_day
from intake.whereabouts import Lookup

MOMENTS = ["filed_at", "first_response_at", "closed_at"]


@dataclass(frozen=True)
class Span:
    """The first filing and the last moment of a file's cases (UTC); None while there is none."""

    first: datetime | None = None
    last: datetime | None = None

    def with_cases(self, cases: pd.DataFrame, layout: Layout, lookup: Lookup) -> "Span":
        """Wider by the moments of a chunk; a day counts until its end."""
        latest, earliest = cases[MOMENTS].max(axis=1), cases["filed_at"].min()
        if layout.precision == "day" and latest.notna().any():
            top = latest[latest == latest.max()]
            latest = end_of_local_day(top, lookup.zone_of(cases["region"][top.index]))
        return Span(
            min(_moments(self.first, earliest), default=None), max(_moments(self.last, latest.max()), default=None)
        )

    def until(self, now: datetime) -> datetime | None:
        """The data time: never later than a day from now."""
        return None if self.last is None else min(self.last, now + timedelta(days=1))


def _moments(known: datetime | None, found: pd.Timestamp) -> list[datetime]:
    return [moment for moment in (known, None if pd.isna(found) else found.to_pydatetime()) if moment is not None]
