"""Cases of one slice as a frame of numbers: when, where, about what, to whom; then what became of them."""

from datetime import datetime

import numpy as np
import pandas as pd

from data_samples.agencies import oversight, parents, responsibility
from data_samples.answers import answer
from data_samples.people_and_places import MUNICIPALITIES
from data_samples.plan import Plan, Slice, background_numbers
from data_samples.rhythm import HOURS, season_factor
from data_samples.streets import HOUSES
from data_samples.topics import CHANNELS, themes

NO_DISTRICT_SHARE = 0.09
_REPEAT_SHARE = {"social": 0.145, "statutory": 0.14, "call_122": 0.14, "open311": 0.14}
_KEPT_FROM_PARENT = ["district", "theme", "fact", "street", "house", "agency", "received", "author", "hidden"]


class CaseMaker:
    """Makes a channel's slices in time order; it remembers recent cases so that people can come back with them."""

    def __init__(self, plan: Plan, channel: str) -> None:
        self.plan, self.channel = plan, channel
        self._recent = pd.DataFrame()
        self._end = pd.Timestamp(plan.period.end)

    def make(self, part: Slice) -> pd.DataFrame:
        """Cases of a slice sorted by filing time.

        Columns: number, filed, district (position, −1 unknown), theme, fact (−1 none), street, house, agency, received
        (agency numbers), author, hidden (bool: municipality not stated), kind, group, wording and those of `answer`.
        """
        rng = np.random.default_rng([self.plan.seed, 200 + CHANNELS.index(self.channel), part.first])
        background = self._background(part, rng)
        planted = self._planted(part, rng)
        cases = pd.concat([background, planted], ignore_index=True) if len(planted) else background
        cases = self._with_agencies(cases, rng)
        cases = self._come_back(cases, rng)
        cases = cases.sort_values(["filed", "number"], ignore_index=True)
        cases = answer(self.channel, cases, self._end, self.plan.seed, rng)
        self._remember(cases, part)
        return cases

    def _background(self, part: Slice, rng: np.random.Generator) -> pd.DataFrame:
        days = np.repeat(np.arange(part.first, part.last + 1), self._counts(part))
        n = len(days)
        theme, district = self._what_and_where(days, rng)
        streets = self.plan.streets
        span = streets.first[district + 1] - streets.first[district]
        return pd.DataFrame(
            {
                "filed": self._times(days, rng),
                "number": background_numbers(self.channel, part.offset, n, rng),
                "district": district,
                "theme": theme,
                "street": streets.first[district] + (rng.random(n) ** 1.3 * span).astype(int),
                "house": rng.integers(1, HOUSES, n),
                "agency": -1,
                "kind": "",
                "group": -1,
                "wording": -1,
                "author": rng.integers(1, 2**40, n),
            }
        )

    def _counts(self, part: Slice) -> np.ndarray:
        return self.plan.per_day[self.channel][part.first : part.last + 1]

    def _times(self, days: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Filing times that follow the hours people keep; on the last day only up to the end."""
        reached = np.concatenate([[0.0], np.cumsum(HOURS)])
        last = len(self.plan.days) - 1
        midnight = np.datetime64(self.plan.days[0], "s") + days * np.timedelta64(86_400, "s")
        end: datetime = self.plan.period.end
        passed = end.hour + end.minute / 60 + end.second / 3600
        limit = np.interp(passed, np.arange(25), reached)
        draw = rng.random(len(days)) * np.where(days == last, limit, 1.0)
        seconds = np.floor(np.interp(draw, reached, np.arange(25)) * 3600).astype("timedelta64[s]")
        return np.asarray(np.minimum(midnight + seconds, np.datetime64(end, "s")))

    def _what_and_where(self, days: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Theme and municipality of each row, drawn from the channel's joint shares in that month's season."""
        joint = self.plan.joint[self.channel]
        seasons = np.array([season_factor(theme.season) for theme in themes()])
        months = np.array([day.month for day in self.plan.days])[days]
        cell = np.zeros(len(days), dtype=int)
        for month in np.unique(months):
            cumulative = np.cumsum(joint * seasons[:, [month - 1]])
            here = months == month
            cell[here] = np.searchsorted(cumulative, rng.random(here.sum()) * cumulative[-1], side="right")
        return cell // len(MUNICIPALITIES), cell % len(MUNICIPALITIES)

    def _planted(self, part: Slice, rng: np.random.Generator) -> pd.DataFrame:
        rows = self.plan.planted
        chosen = (rows["channel"] == self.channel) & rows["day"].between(part.first, part.last)
        found = rows[chosen].drop(columns=["channel", "day"])
        authors = rng.integers(1, 2**40, len(found))
        # the systemic problem is told by the same households again and again
        same = (found["kind"] == "systemic").to_numpy()
        authors[same] = 7_000_000 + found["street"].to_numpy()[same] * 100 + found["house"].to_numpy()[same]
        return found.assign(author=authors)

    def _with_agencies(self, cases: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
        """Facts, the agency that answers, the one that received it first, and posts that do not say where."""
        n = len(cases)
        who, share = responsibility()
        theme, district = cases["theme"].to_numpy(), cases["district"].to_numpy()
        pick = (rng.random(n)[:, None] > share[theme, district]).sum(axis=1).clip(max=4)
        ordinary = who[theme, district, pick]
        agency = np.where(cases["agency"] >= 0, cases["agency"], ordinary)
        hidden = np.zeros(n, dtype=bool)
        if self.channel == "social":
            background = (cases["kind"] == "").to_numpy()
            hidden = background & (rng.random(n) < NO_DISTRICT_SHARE / max(background.mean(), 0.5))
            agency = np.where(hidden, oversight()[theme], agency)
        facts = np.array([len(t.facts) for t in themes()])[theme]
        fact = np.where((facts > 0) & (rng.random(n) < 0.6), (rng.random(n) * facts).astype(int), -1)
        moved = (rng.random(n) < 0.13) & ~cases["kind"].str.startswith("fair").to_numpy()
        received = np.where(moved, parents()[agency], agency)
        return cases.assign(agency=agency, received=received, fact=fact, hidden=hidden)

    def _come_back(self, cases: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
        """Some people write again about the same thing within thirty days of the answer."""
        share = _REPEAT_SHARE.get(self.channel, 0.0)
        if not share or self._recent.empty:
            return cases
        mine = np.flatnonzero((cases["kind"] == "").to_numpy() & (rng.random(len(cases)) < share))
        closed = self._recent["closed"].to_numpy()
        filed = cases["filed"].to_numpy()[mine]
        low = np.searchsorted(closed, filed - np.timedelta64(29, "D"))
        high = np.searchsorted(closed, filed - np.timedelta64(2, "h"))
        known = high > low
        mine, low, high = mine[known], low[known], high[known]
        parent = low + (rng.random(len(mine)) * (high - low)).astype(int)
        for column in _KEPT_FROM_PARENT:
            values = cases[column].to_numpy().copy()
            values[mine] = self._recent[column].to_numpy()[parent]
            cases[column] = values
        return cases

    def _remember(self, cases: pd.DataFrame, part: Slice) -> None:
        """Keep closed background cases which somebody may still come back with, sorted by closing time."""
        if self.channel not in _REPEAT_SHARE:
            return
        begin = np.datetime64(self.plan.days[part.last], "s") - np.timedelta64(30, "D")
        fresh = cases.loc[(cases["kind"] == "") & cases["closed"].notna(), [*_KEPT_FROM_PARENT, "closed"]]
        kept = pd.concat([self._recent, fresh]) if len(self._recent) else fresh
        kept = kept[kept["closed"].to_numpy() > begin]
        self._recent = kept.sort_values("closed", kind="stable").tail(30_000)
