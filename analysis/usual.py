"""How many cases are usual: counts of topic × district on each day, and on several days together.

With a year of history the expectation knows weekday, season, days off and trend (after Farrington et al., 1996, and
Noufaily et al., 2013, quasi-Poisson); without it, it is the mean of the four weeks before, two days left between (after
the Early Aberration Reporting System's C2 and, for three days, C3).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from analysis.rhythm import Numbers, calm, design, fitted

YEAR, MONTH = 365, 28
GUARD_YEAR, GUARD_MONTH = 7, 2  # days between what is judged and what it is judged by
LONGEST = 3 * YEAR
HALF_LIFE = 180.0  # days after which a district's own level counts half
PRIOR = 1.0  # cases of prior belief that a district has its share of a topic
MISFIT = 0.1  # no expectation is believed to be nearer than a tenth
RIDGE = 10.0
POOLED = 26.0  # expected cases' worth of the topic's dispersion in that of each series


@dataclass(frozen=True)
class Panel:
    """Daily counts of all series. `known`: the share of a usual day's cases that can be in the data (0 to 1)."""

    topics: NDArray[np.object_]  # by series
    districts: NDArray[np.object_]
    days: NDArray[np.datetime64]  # one after the other without a gap
    off: NDArray[np.bool_]  # weekends and public holidays, by day
    counts: Numbers  # series × days
    known: Numbers


class Expectation(NamedTuple):
    """Of one window length: expected count, dispersion and relative variance of the expectation itself (all series ×
    days, by the window's last day), and the name of the method.
    """

    mean: Numbers
    spread: Numbers
    doubt: Numbers
    method: str

    def on(self, days: NDArray[np.int64]) -> "Expectation":
        """Of windows that end on these days only."""
        return Expectation(self.mean[:, days], self.spread[:, days], self.doubt[:, days], self.method)


def begin(panel: Panel) -> int:
    """The first day on which anything was counted."""
    lively = panel.counts.any(axis=0)
    return int(np.argmax(lively)) if lively.any() else panel.counts.shape[1]


class Usual(NamedTuple):
    """The expectation of every day and the counts, both summed up from the first day on, and what is needed for those
    of windows.
    """

    mean: Numbers
    counts: Numbers
    weights: Numbers
    doubt: Numbers
    topic: NDArray[np.int64]

    def window(self, length: int, days: NDArray[np.int64]) -> Expectation:
        """The expectation of windows of so many days that end on these `days`. Dispersion is taken from the windows of
        the history, so that cases which come in bunches do not look like chance.
        """
        apart = np.arange(length - 1, self.mean.shape[1], length)
        seen, usual = (within(total, apart, length) for total in (self.counts, self.mean))
        spread = _spread(seen, usual, self.weights[:, apart], self.topic)
        mean = within(self.mean, days, length)
        spread, doubt = (np.broadcast_to(each[:, None], mean.shape) for each in (spread, self.doubt))
        return Expectation(mean, spread, doubt, "year")


def by_year(panel: Panel, before: int, until: int, total: Numbers) -> Usual:
    """A topic's rhythm over the region, times the district's own level of it. `total`: the counts, summed up from the
    first day on.

    The level is a gamma posterior: (prior + Σ counts) / (prior + Σ expected by share), older days counting less; its
    relative variance is one over the numerator.
    """
    start = max(begin(panel), before - LONGEST)
    counts, known = panel.counts[:, start:until], panel.known[:, start:until]
    history = np.zeros(until - start)
    history[: before - start] = 1
    topic, shares = _shares(panel, counts * history)
    rhythm = _rhythm(panel, counts, known, history, topic, start, until)
    base = rhythm[topic] * shares[:, None] * known
    age = np.maximum(before - start - 1 - np.arange(until - start), 0)
    weights = np.broadcast_to(history * 0.5 ** (age / HALF_LIFE), counts.shape)
    level = _level(counts, base, weights)
    weights = weights * calm(counts, level[:, None] * base)
    level = _level(counts, base, weights)
    doubt = 1 / (PRIOR + (weights * counts).sum(axis=1)) + MISFIT**2
    mean, past = np.zeros((2, len(counts), until))
    mean[:, start:until] = level[:, None] * base
    past[:, start:before] = known[:, : before - start] > 0
    return Usual(np.cumsum(mean, axis=1), total, past, doubt, topic)


def _shares(panel: Panel, counts: Numbers) -> tuple[NDArray[np.int64], Numbers]:
    """The number of each series' topic, and each series' district's share of all cases."""
    _, topic = np.unique(panel.topics.astype(str), return_inverse=True)
    _, place = np.unique(panel.districts.astype(str), return_inverse=True)
    total = counts.sum(axis=1)
    share = np.bincount(place, weights=total) + 0.5
    return topic, (share / share.sum())[place]


def _rhythm(
    panel: Panel, counts: Numbers, known: Numbers, history: Numbers, topic: NDArray[np.int64], start: int, until: int
) -> Numbers:
    """Expected cases a day of each topic in the whole region (topics × days), were all channels known.

    First the rhythm of everything together; then what each topic adds to it, held back (`RIDGE`) where it is rare.
    """
    x = design(panel.days[start:until], panel.off[start:until], seasons=True)
    everything = gathered(counts, np.zeros(len(counts), dtype=np.int64))
    in_sight = np.clip(gathered(known, topic) / np.bincount(topic)[:, None], 1e-6, 1.0)
    by_topic = gathered(counts, topic)
    mass = (by_topic * history).sum(axis=1)
    share_known = np.clip((in_sight * mass[:, None]).sum(axis=0) / max(mass.sum(), 1e-9), 1e-6, 1.0)
    common = fitted(everything, x, np.log(share_known)[None, :], history[None, :] * (share_known > 1e-5), ridge=1.0)
    offset = np.log(np.maximum(common / share_known, 1e-9)) + np.log(in_sight)
    own = fitted(by_topic, x, offset, history * (in_sight > 1e-5), ridge=RIDGE)
    return own / in_sight


def _level(counts: Numbers, base: Numbers, weights: Numbers) -> Numbers:
    return (PRIOR + (weights * counts).sum(axis=1)) / (PRIOR + (weights * base).sum(axis=1))


def by_weeks(panel: Panel, length: int) -> Expectation:
    """The four weeks before, two days left between, by the weekday profile of the whole region."""
    start = begin(panel)
    lively = np.arange(len(panel.days)) >= start
    x = design(panel.days, panel.off, seasons=False)
    everything = panel.counts.sum(axis=0, keepdims=True)
    share = np.clip(panel.known.mean(axis=0, keepdims=True), 1e-6, 1.0)
    profile = fitted(everything, x, np.log(share), lively[None, :].astype(float), ridge=1.0) / share
    base = profile / profile.mean() * panel.known
    past = _shifted(rolled(panel.counts, MONTH), length + GUARD_MONTH)
    share_of_past = _shifted(rolled(base, MONTH), length + GUARD_MONTH)
    has_month = np.arange(len(panel.days)) >= start + MONTH + length + GUARD_MONTH - 1
    usual = np.where(share_of_past > 0, (past + 0.5) / np.maximum(share_of_past, 1e-9), 0)
    mean = usual * rolled(base, length) * has_month
    _, topic = np.unique(panel.topics.astype(str), return_inverse=True)
    apart = slice(length - 1, None, length)
    m = mean[:, apart]
    spread = _spread(rolled(panel.counts, length)[:, apart], m, (m > 0).astype(float), topic)
    return Expectation(mean, np.broadcast_to(spread[:, None], mean.shape), 1 / (past + 0.5) + MISFIT**2, "weeks")


def _spread(y: Numbers, m: Numbers, weights: Numbers, topic: NDArray[np.int64]) -> Numbers:
    """Dispersion of each series: Σ(seen − expected)² / Σ expected over windows that do not overlap; at least 1. In:
    what was seen, expected, and the weight of each window.

    Drawn to that of its topic, and this to 1, as if `POOLED` expected cases had shown it. The ratio of the sums, not
    the mean of the ratios (Pearson): where a thousandth of a case is expected, one case would outweigh all the rest.
    """
    w = weights * (m > 0) * calm(y, m)
    squares, expected = (w * (y - m) ** 2).sum(axis=1), (w * m).sum(axis=1)
    of_topic = (np.bincount(topic, weights=squares) + POOLED) / (np.bincount(topic, weights=expected) + POOLED)
    return np.maximum(1.0, (squares + POOLED * of_topic[topic]) / (expected + POOLED))


def rolled(values: Numbers, length: int) -> Numbers:
    """Sums over the day and the `length` − 1 days before it; 0 where there are not so many."""
    return within(np.cumsum(values, axis=1), np.arange(values.shape[1]), length)


def within(total: Numbers, days: NDArray[np.int64], length: int) -> Numbers:
    """The same on these days only, from sums over all days up to each."""
    out = total[:, days]
    whole = days >= length
    out[:, whole] -= total[:, days[whole] - length]
    out[:, days < length - 1] = 0
    return out


def _shifted(values: Numbers, by: int) -> Numbers:
    out = np.zeros_like(values)
    out[:, by:] = values[:, :-by]
    return out


def gathered(values: Numbers, group: NDArray[np.int64]) -> Numbers:
    """Sums of the rows of each group."""
    groups, number = np.unique(group, return_inverse=True)
    belongs = csr_array((np.ones(len(group)), (number, np.arange(len(group)))), shape=(len(groups), len(group)))
    return np.asarray(belongs @ values)
