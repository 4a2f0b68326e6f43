"""The sentences of the comparing pages on shuffled labels: they say nothing in 95 of 100 runs."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.change import p_of_change
from analysis.expected import expected
from analysis.false_discovery import discoveries
from analysis.funnel import funnel
from analysis.survival import by_day, quantiles
from components import backlog, comparison, parts, profile

RUNS, ALLOWED = 200, 0.05
SIZES = np.array([12, 15, 20, 30, 45, 60, 90, 130, 200, 400])
Random = np.random.Generator


def split(random: Random, total: np.ndarray, hits: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Topics with so many cases and hits, a third of the cases dealt to the own side, the others to the rest."""
    mine = random.binomial(total, 1 / 3)
    good = random.hypergeometric(hits, total - hits, mine)
    keys = [f"t{n}" for n in range(len(total))]
    sides = []
    for k, n in ((good, mine), (hits - good, total - mine)):
        sides.append(pd.DataFrame({"key": keys, "numerator": k, "denominator": n, "value": k / np.maximum(n, 1)}))
    return sides[0], sides[1]


def test_topics_that_differ_from_the_others_by_their_label_only_are_not_named() -> None:
    random, spoken = np.random.default_rng(7), 0
    silent = parts.sentence({}, {})
    for _run in range(RUNS):
        shares = {"satisfaction": 0.5, "repeat_review": 0.08, "on_time": 0.93}
        pairs = {name: split(random, SIZES * 3, random.binomial(SIZES * 3, share)) for name, share in shares.items()}
        spoken += parts.sentence(parts.against_others(pairs), {}) != silent
    assert spoken <= ALLOWED * RUNS


def waits(random: Random, n: int) -> pd.DataFrame:
    """A life table of `n` cases: most answered within three weeks, those filed last seen for less than that."""
    took, seen = random.gamma(1.6, 5, n), random.uniform(0, 60, n)
    return pd.DataFrame(
        {
            "time": np.floor(np.minimum(took, seen) * 24) / 24,
            "events": (took <= seen) * 1,
            "censored": (took > seen) * 1,
        }
    )


def test_an_agency_of_cases_dealt_from_the_region_is_neither_slow_nor_fast() -> None:
    random, spoken = np.random.default_rng(7), 0
    for run in range(RUNS):
        region = waits(random, 1_000)
        own = region.head(int(SIZES[run % len(SIZES)]))
        spoken += profile.sentence(by_day(own, 60), by_day(region, 60)) != ""
    assert spoken <= ALLOWED * RUNS


def periods(random: Random) -> pd.DataFrame:
    """Numbers of two periods whose cases were dealt from one pool, as `queries.changes.changes` tells them."""
    rows: list[dict[str, Any]] = []
    for name, share in {"on_time": 0.9, "satisfaction": 0.5, "negative": 0.3, "repeat_review": 0.05}.items():
        now, before = (share_row(random.binomial(n, share), n) for n in (120, 150))
        rows.append({"metric": name, "topic": None, "p": p_of_change("share", now, before)})
    now, before = (duration_row(waits(random, n)) for n in (150, 170))
    rows.append({"metric": "time_to_answer", "topic": None, "p": p_of_change("duration", now, before)})
    for topic, mean in enumerate((170, *SIZES)):
        now, before = (count_row(random.poisson(mean)) for _side in range(2))
        rows.append({"metric": "received", "topic": f"t{topic}", "p": p_of_change("count", now, before)})
    found = pd.DataFrame(rows).assign(value=1.0, value_before=1.0, unit="cases")
    return found.assign(signal=np.where(discoveries(found["p"]), "up", "same"))


def share_row(k: int, n: int) -> dict[str, float]:
    return {"value": k / n, "numerator": k, "denominator": n}


def count_row(n: int) -> dict[str, float]:
    return {"value": n, "numerator": n, "denominator": n}


def duration_row(table: pd.DataFrame) -> dict[str, Any]:
    row = quantiles(table.assign(key="all")).to_dict("records")[0]
    return {"value": row["median"], "low": row["median_low"], "high": row["median_high"],
            "numerator": row["events"], "denominator": row["events"] + row["censored"]}  # fmt: skip


def test_periods_dealt_from_one_pool_have_not_changed() -> None:
    random, spoken = np.random.default_rng(7), 0
    silent = backlog.changes_sentence(periods(random).head(0), {})
    for _run in range(RUNS):
        spoken += backlog.changes_sentence(periods(random), {}) != silent
    assert spoken <= ALLOWED * RUNS


def test_units_and_kinds_of_work_dealt_from_one_pool_are_not_named() -> None:
    random, spoken, judged = np.random.default_rng(7), 0, 0
    for _run in range(RUNS):
        cells = []
        for stratum, share in (("snow", 0.9), ("pits", 0.6), ("heat", 0.97)):
            sizes = random.permutation(SIZES)
            hits = random.multivariate_hypergeometric(sizes, round(sizes.sum() * share))
            cells.append(pd.DataFrame({"key": [f"u{n}" for n in range(len(sizes))], "stratum": stratum, "group": "all",
                                       "numerator": hits, "denominator": sizes}))  # fmt: skip
        judged += bool(expected(pd.concat(cells))["signal"].isin(["above", "below"]).any())
        told = comparison.sentence(funnel(cells[0], smallest=10), "on_time", {})
        spoken += "nobody differs" not in told
    assert judged <= ALLOWED * RUNS
    assert spoken <= ALLOWED * RUNS
