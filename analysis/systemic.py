"""What stays: topic × place (or agency) whose weeks lie above what is usual for them, and how bad that is.

Three numbers of a week are compared. *Seen*: events, not appeals. *Others*: what the topic does that week elsewhere,
times how much the place writes about everything else compared with elsewhere; so the season is that of the same weeks,
and a large place is no problem for being large. *Own*: the same, times the place's own level of it in the time before
the window. A problem that has always been there is above the others and not above itself; it counts for less
(`standing`), because it is known, but it counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import betainc, gammaln
from scipy.stats import poisson

from analysis.rhythm import Numbers
from analysis.smoothing import smoothed

PRIOR_WEEKLY = 0.5  # events a week of the rhythm of everything, mixed into the curve of a rare topic
FEWEST = 2  # events in a span; one is no problem that stays
LEARNT_WEEKS = 8  # weeks of the smoothed curve behind the expectation of a span
MISFIT = 0.1  # no expectation is believed to be nearer than a tenth
LEAST_ELSEWHERE = 10  # events elsewhere in all weeks, below which nobody is there to compare with
LEVEL_PRIOR = 2.0  # events of prior belief that a place writes about a topic as much as the others


@dataclass(frozen=True)
class Rules:
    """When weeks lie above what is usual; the numbers are explained in `queries/settings/systemic.toml`."""

    weeks: int = 26
    span: int = 4
    chance: float = 0.10
    times_own: float = 1.5
    times_others: float = 2.0
    standing: float = 0.6
    prior: float = 10.0
    least: int = 5


class Baselines(NamedTuple):
    """Expected events and how far the expectation can be trusted (its relative variance), topics × units × weeks each:
    of the unit's own level, and of that elsewhere (NaN where units cannot be set against each other).
    """

    own: Numbers
    own_doubt: Numbers
    others: Numbers
    others_doubt: Numbers


def baselines(counts: Numbers, window: int, against_others: bool) -> Baselines:
    """`counts`: events, topics × units × weeks; the last `window` weeks are judged, those before give the own level.

    Own level = (2 + Σ seen) ÷ (2 + Σ expected by others) over the weeks before. Doubts are one over the events that an
    expectation was learnt from, added up, and a tenth squared for what no expectation knows. Agencies (they have the
    topics they are there for) and cells whose topic hardly occurs elsewhere are judged by their own past only.
    """
    elsewhere = counts.sum(axis=1, keepdims=True) - counts
    alone = _by_own_past(counts, elsewhere, window)
    if not against_others:
        return alone
    curve, before = smoothed(elsewhere), slice(0, counts.shape[2] - window)
    seen, learnt = (each[:, :, before].sum(axis=2)[:, :, None] for each in (counts, elsewhere))
    doubt = MISFIT**2 + 1 / (1 + LEARNT_WEEKS * curve)
    own_doubt = doubt + 1 / (LEVEL_PRIOR + seen) + 1 / (LEVEL_PRIOR + learnt)
    others = curve * _voice(counts, window)
    level = (LEVEL_PRIOR + seen) / (LEVEL_PRIOR + others[:, :, before].sum(axis=2)[:, :, None])
    compared = Baselines(others * level, own_doubt, others, doubt)
    return Baselines(*(np.where(_is_alone(elsewhere), own, both) for own, both in zip(alone, compared, strict=True)))


def _by_own_past(counts: Numbers, elsewhere: Numbers, window: int) -> Baselines:
    """Own level = (½ + Σ seen) ÷ Σ curve over the weeks before. The curve is that of the topic elsewhere, if any, and
    half an event a week, halfway between flat and the rhythm of everything but the cell: its own rise is never taken
    for a season, and nobody knows whether a topic that is nowhere else follows the rest.

    3 a week for 78 weeks and nothing else known: (½ + 234) ÷ 39 · ½ = 3.006 expected in each week judged.
    """
    rest = counts.sum(axis=(0, 1)) - counts
    mean = rest.mean(axis=2, keepdims=True)
    rhythm = np.where(mean * rest.shape[2] < LEAST_ELSEWHERE, 1.0, (1 + rest / np.maximum(mean, 1e-9)) / 2)
    season = np.where(_is_alone(elsewhere), 0.0, smoothed(elsewhere))
    curve, before = season + PRIOR_WEEKLY * rhythm, slice(0, counts.shape[2] - window)
    seen, learnt = (each[:, :, before].sum(axis=2)[:, :, None] for each in (counts, curve))
    doubt = MISFIT**2 + 1 / (1 + LEARNT_WEEKS * curve)
    own_doubt = doubt + 1 / (LEVEL_PRIOR + seen) + 1 / (LEVEL_PRIOR + learnt)
    return Baselines(curve * (0.5 + seen) / np.maximum(learnt, 1e-9), own_doubt, np.full_like(curve, np.nan), doubt)


def _is_alone(elsewhere: Numbers) -> NDArray[np.bool_]:
    """Whether the topic hardly occurs elsewhere: nobody is there to compare with."""
    return np.asarray(elsewhere.sum(axis=2, keepdims=True) < LEAST_ELSEWHERE)


def _voice(counts: Numbers, window: int) -> Numbers:
    """How much a unit writes about everything but the topic, compared with everybody else, before the window and in it
    (topics × units × weeks): a place that was connected lately is no louder in each of its topics.
    """
    parts = [_share(part.sum(axis=2)) for part in (counts[:, :, :-window], counts[:, :, -window:])]
    weeks = (counts.shape[2] - window, window)
    return np.concatenate(
        [np.repeat(each[:, :, None], n, axis=2) for each, n in zip(parts, weeks, strict=True)], axis=2
    )


def _share(total: Numbers) -> Numbers:
    rest = total.sum(axis=0, keepdims=True) - total
    return np.asarray((rest + 0.5) / (rest.sum(axis=1, keepdims=True) - rest + 1.0))


def weeks_above(counts: Numbers, usual: Baselines, rules: Rules) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which weeks are above the own level, and which above the others.

    Above its own past counts only what is not below the others too: a place that only now begins to write has no
    problem that the rest has not.
    """
    seen = _rolled(counts, rules.span)
    own, others = (_rolled(mean, rules.span) for mean in (usual.own, usual.others))
    over_own = _too_many(seen, own, usual.own_doubt, rules.times_own, rules.chance) & ~(seen < others)
    return over_own, _too_many(seen, others, usual.others_doubt, rules.times_others, rules.chance)


def _too_many(seen: Numbers, mean: Numbers, doubt: Numbers, times: float, chance: float) -> NDArray[np.bool_]:
    """Whether the spans hold at least `times` what is usual, and so many or more come by chance at most so often.

    Chance: the mid-p of a negative binomial with variance mean + doubt · mean². 4 where 1 is usual beyond doubt:
    P(≥ 4) = 0.019, half of P(4) less: 0.011. Two events at least.
    """
    found = (seen >= FEWEST) & (seen >= times * mean)
    y, m, d = (np.maximum(np.broadcast_to(each, found.shape)[found], 1e-9) for each in (seen, mean, doubt))
    found[found] = mid_p(y, m, d) <= chance
    return found


def mid_p(seen: Numbers, mean: Numbers, doubt: Numbers) -> Numbers:
    """The chance of more than `seen` plus half of that of `seen` itself."""
    size = 1 / doubt
    p = mean / (mean + size)
    log_chance = gammaln(seen + size) - gammaln(size) - gammaln(seen + 1) + seen * np.log(p) + size * np.log1p(-p)
    return np.asarray(betainc(seen, size, p) - 0.5 * np.exp(log_chance))


def _rolled(values: Numbers, span: int) -> Numbers:
    total = np.cumsum(values, axis=2)
    out = total.copy()
    out[:, :, span:] -= total[:, :, :-span]
    return out


def persistence(weeks_own: Numbers, weeks_others: Numbers, window: int, rules: Rules) -> Numbers:
    """0 (no more weeks above than chance gives) to 1 (every week above its own level); weeks above the others only
    count `standing` as much. 14 of 26 weeks with chance 0.1 → (14 ÷ 26 − 0.1) ÷ 0.9 = 0.487.
    """
    own, others = (
        np.clip((np.asarray(weeks, float) / window - rules.chance) / (1 - rules.chance), 0, 1)
        for weeks in (weeks_own, weeks_others)
    )
    return np.maximum(own, rules.standing * np.nan_to_num(others))


def shrunk_share(hits: pd.Series, of: pd.Series, prior: float) -> pd.Series:
    """A share drawn towards that of all rows together as if `prior` more had it; NaN when nobody has any.

    3 of 4 with 20 % overall and a prior of 10: (3 + 2) ÷ 14 = 35.7 %.
    """
    if not of.sum():
        return pd.Series(np.nan, index=hits.index)
    return (hits + prior * hits.sum() / of.sum()) / (of + prior)


def scored(lasting: pd.Series, points: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """`score` (0 to 100) and `contribution_<part>`, which sum to it.

    `lasting`: persistence, 0 to 1. `points`: the other parts, 0 to 1; NaN where a part cannot be answered: its weight
    then falls to the others. Every part counts in proportion to persistence: what does not stay is not systemic,
    however bad. Persistence 0.5 (weight 0.4) and repeats 1.0 (weight 0.6) → 100 · 0.5 · (0.4 + 0.6) = 50.
    """
    whole = points.assign(persistence=1.0)[list(weights)]
    weight = pd.DataFrame({part: whole[part].notna() * value for part, value in weights.items()})
    share = weight.div(weight.sum(axis=1), axis=0)
    given = (whole.fillna(0) * share).mul(100 * lasting, axis=0)
    return given.add_prefix("contribution_").assign(score=given.sum(axis=1))


def poisson_band(mean: Numbers) -> tuple[Numbers, Numbers]:
    """Whole numbers between which 95 of 100 counts with this mean lie, at least: 4 → 1 to 8."""
    low, high = (poisson.ppf(tail, np.maximum(mean, 1e-9)) for tail in (0.025, 0.975))
    return low, high
