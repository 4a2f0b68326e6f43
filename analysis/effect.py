"""What a measure did: the weeks before and after it here against the same weeks elsewhere (difference in differences).

Of all events of a topic in a week, the share that comes from here is a binomial draw; its odds before and after say by
how many times the place changed more than the others. That is the Poisson regression with an effect for each place and
each week, without the nuisance. Errors are Newey and West's (1987), for bad weeks come in a row, and never below those
of the over-dispersed binomial; the interval uses Student's t.
"""

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy.stats import t as student

from analysis.rhythm import Numbers
from analysis.systemic import FEWEST, MISFIT, mid_p

BEFORE, AFTER = 26, 26  # weeks at most on either side: what was long ago is another story
LEAST_BEFORE, LEAST_AFTER = 12, 8  # weeks below which nothing can be said
LEAST_EVENTS = 10  # here, before
LAGS = 4
HALF = 0.5
ENOUGH_PLACEBOS, RARE = 10, 0.10
WATCHED, TIMES, CHANCE = 4, 1.5, 0.05  # weeks that are watched for a relapse, and when it is one


def effect(here: Numbers, elsewhere: Numbers, first: int) -> dict[str, Any]:
    """What happened since week `first`, the first whole week with the measure; `here`, `elsewhere`: events a week.

    state: value, too_early (fewer than 8 weeks after), too_little (fewer than 12 before), too_few (fewer than 10 events
    here before, or than elsewhere). With a value: `effect` (−0.5: half), `low`, `high` (95 %), `verdict` (less, more,
    unclear), `placebo_dates` and `placebo_share` (dates before the measure at which as large an effect would have been
    found), `before`, `after`, `without` (events a week here; the last as the others would have it).

    100 here of 300 before and 50 of 250 after: odds ½ and ¼, an effect of −50 %.
    """
    start, end = max(0, first - BEFORE), min(len(here), first + AFTER)
    told = {"weeks_before": max(0, min(first, len(here)) - start), "weeks_after": max(0, end - first)}
    if told["weeks_before"] < LEAST_BEFORE:
        return told | {"state": "too_little"}
    if told["weeks_after"] < LEAST_AFTER:
        return told | {"state": "too_early"}
    y, rest = here[start:end], elsewhere[start:end]
    split = first - start
    if min(y[:split].sum(), rest[:split].sum(), rest[split:].sum()) < LEAST_EVENTS:
        return told | {"state": "too_few"}
    change, error = _logit_change(y, rest, split)
    reach = float(student.ppf(0.975, len(y) - 2)) * error
    low, high = np.expm1(change - reach), np.expm1(change + reach)
    placebos = placebo_changes(here, elsewhere, first)
    share = float(np.mean(np.abs(placebos) >= abs(change))) if len(placebos) >= ENOUGH_PLACEBOS else None
    doubtful = low <= 0 <= high or (share is not None and share > RARE)
    ratio = rest[split:].mean() / rest[:split].mean()
    return told | {
        "state": "value", "effect": float(np.expm1(change)), "low": float(low), "high": float(high),
        "verdict": "unclear" if doubtful else "less" if change < 0 else "more", "placebo_dates": len(placebos),
        "placebo_share": share, "before": float(y[:split].mean()), "after": float(y[split:].mean()),
        "without": float(y[:split].mean() * ratio),
    }  # fmt: skip


def _logit_change(here: Numbers, elsewhere: Numbers, split: int) -> tuple[float, float]:
    """The change of the log odds at `split` and its standard error. Half an event is added everywhere."""
    sizes = np.where(np.arange(len(here)) < split, split, len(here) - split)
    y, n = here + HALF / sizes, here + elsewhere + 2 * HALF / sizes
    after = (np.arange(len(here)) >= split).astype(float)
    model = sm.GLM(np.column_stack([y, n - y]), sm.add_constant(after), family=sm.families.Binomial())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # weeks without any event weigh nothing
        robust = model.fit(cov_type="HAC", cov_kwds={"maxlags": LAGS, "use_correction": True})
    scale = max(float(robust.pearson_chi2) / robust.df_resid, 1.0)
    dispersed = float(np.sqrt(robust.normalized_cov_params[1, 1] * scale))
    return float(robust.params[1]), max(float(robust.bse[1]), dispersed)


def placebo_changes(here: Numbers, elsewhere: Numbers, first: int) -> Numbers:
    """The changes of log odds at every other date whose weeks before and after lie wholly before the measure."""
    found = []
    for date in range(LEAST_BEFORE, first - LEAST_AFTER + 1):
        start, end = max(0, date - BEFORE), min(first, date + AFTER)
        odds = [_log_odds(here[part].sum(), elsewhere[part].sum()) for part in (slice(start, date), slice(date, end))]
        found.append(odds[1] - odds[0])
    return np.array(found, dtype=float)


def _log_odds(here: float, elsewhere: float) -> float:
    return float(np.log((here + HALF) / (elsewhere + HALF)))


def told_weeks(here: Numbers, elsewhere: Numbers, first: int) -> Mapping[str, NDArray[Any]]:
    """`expected`: events here as the others would have them, by the odds of the weeks before; `part`: before, after."""
    start = max(0, first - BEFORE)
    odds = np.exp(_log_odds(here[start:first].sum(), elsewhere[start:first].sum()))
    part = np.where(np.arange(len(here)) < first, "before", "after")
    return {"expected": elsewhere * odds, "part": part}


def rises_again(here: Numbers, elsewhere: Numbers, first: int, solved: int) -> bool:
    """Whether the last four weeks hold more than the measure had achieved between week `first` and week `solved`.

    Half as many again as the odds of those weeks would give beside the others now, and by chance once in twenty at
    most. False until four whole weeks have passed since it was solved.
    """
    if len(here) - solved < WATCHED or solved <= first:
        return False
    before, after = slice(first, solved), slice(len(here) - WATCHED, None)
    usual = np.exp(_log_odds(here[before].sum(), elsewhere[before].sum())) * elsewhere[after].sum()
    doubt = 1 / (1 + here[before].sum()) + 1 / (1 + elsewhere[before].sum()) + MISFIT**2
    seen = float(here[after].sum())
    if seen < FEWEST or seen < TIMES * usual:
        return False
    return bool(mid_p(np.array([seen]), np.array([max(usual, 1e-9)]), np.array([doubt]))[0] <= CHANCE)
