"""More or fewer than in the same time before, in five steps that chance does not make."""

import math

import pandas as pd
import pytest

from components import map_change

UNKNOWN = float("nan")


@pytest.mark.parametrize(
    ("now", "before", "step"),
    [
        (30, 10, 4),  # three times as many
        (10, 30, 0),  # a third
        (1_200, 1_000, 3),  # +20 %, and not by chance
        (1_000, 1_200, 1),
        (12, 10, 2),  # chance
        (12, 0, 4),  # from nothing
        (0, 12, 0),
    ],
)
def test_a_step_says_how_much_and_only_what_chance_does_not_explain(now: int, before: int, step: int) -> None:
    assert map_change.step(now, before) == step


@pytest.mark.parametrize(("now", "before"), [(4, 5), (0, 0), (UNKNOWN, 40), (40, UNKNOWN)])
def test_too_few_and_unknown_counts_have_no_step(now: float, before: float) -> None:
    assert math.isnan(map_change.step(now, before))
    assert map_change.steps(pd.DataFrame({"now": [now], "before": [before]})).isna().all()


def test_a_tooltip_carries_both_counts() -> None:
    assert map_change.told(34, 18) == "Filed: 34, the time before 18 (+89%)"
    assert map_change.told(12, 10).endswith("no clear change)")
    assert map_change.told(3, 2) == "Filed: 3, the time before 2 (too few to compare)"
    assert map_change.told(12, 0).endswith("(from nothing)")
    assert map_change.told(UNKNOWN, 2) == ""
    assert len(map_change.labels()) == 5
