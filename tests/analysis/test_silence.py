"""Where units differ by chance only, nobody is named: the labels of one pool of cases are dealt out at random."""

import numpy as np
import pandas as pd
import pytest

from analysis.false_discovery import standing_out
from analysis.funnel import funnel

RUNS = 300
SIZES = np.array([12, 14, 20, 25, 30, 40, 55, 60, 75, 80, 90, 110, 130, 150, 200, 240, 300, 420, 600, 1_500])


def dealt(rng: np.random.Generator, share: float) -> pd.DataFrame:
    """Units of these sizes whose cases were dealt from one pool in which so many succeeded."""
    total = int(SIZES.sum())
    hits = rng.multivariate_hypergeometric(SIZES, round(total * share))
    return pd.DataFrame({"key": SIZES.astype(str), "group": "all", "numerator": hits, "denominator": SIZES})


@pytest.mark.parametrize("share", [0.5, 0.92, 0.99])
def test_shuffled_labels_name_nobody_in_95_of_100_runs(share: float) -> None:
    rng = np.random.default_rng(7)
    judged = speaking = 0
    for _run in range(RUNS):
        units = dealt(rng, share)
        judged += bool(funnel(units, smallest=10)["signal"].isin(["above", "below"]).any())
        speaking += (
            len(standing_out(units.assign(value=units["numerator"] / units["denominator"]), share, "below", 10)) > 0
        )
    assert judged <= 0.05 * RUNS
    assert speaking <= 0.05 * RUNS


def test_one_unit_that_is_worse_is_named_among_shuffled_ones() -> None:
    units = dealt(np.random.default_rng(7), 0.92)
    units.loc[units["denominator"] == 420, "numerator"] = 340  # 81 %
    assert list(funnel(units, smallest=10).query("signal == 'below'")["key"]) == ["420"]
