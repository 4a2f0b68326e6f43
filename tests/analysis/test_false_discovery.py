import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from analysis.false_discovery import discoveries, growing, p_of_growth, p_of_share, standing_out


def test_only_the_first_two_of_four_p_values_are_discoveries():
    assert discoveries([0.001, 0.02, 0.04, 0.30]).tolist() == [True, True, False, False]


def test_discoveries_agree_with_statsmodels():
    p = np.random.default_rng(7).beta(0.5, 3, size=200)
    assert (discoveries(p) == multipletests(p, 0.05, method="fdr_bh")[0]).all()


def test_what_is_not_known_is_no_discovery():
    assert discoveries([np.nan, 0.001]).tolist() == [False, True]
    assert discoveries([]).tolist() == []


def test_thirty_after_ten_has_a_small_p():
    assert p_of_growth([30], [10])[0] == pytest.approx(0.00078, abs=0.00001)
    assert p_of_growth([10], [30])[0] > 0.99


def test_the_p_of_a_share_agrees_with_statsmodels():
    expected = proportions_ztest(60, 100, 0.75, alternative="smaller", prop_var=0.75)[1]
    assert p_of_share([60], [100], 0.75)[0] == pytest.approx(expected)


def counts(**by_key: int) -> pd.DataFrame:
    return pd.DataFrame({"key": [None, *by_key], "numerator": [500, *by_key.values()]})


def test_topics_grow_by_cases_and_noise_is_not_listed():
    now, before = counts(snow=300, heat=60, pits=52, queue=9), counts(snow=100, heat=20, pits=50)
    found = growing(now, before)
    assert found["key"].tolist() == ["snow", "heat"]
    assert found["growth"].tolist() == [200.0, 40.0]


def test_periods_of_different_length_are_compared_per_day():
    assert growing(counts(snow=50), counts(snow=200), longer=4).empty


def shares(**by_key: tuple[int, int]) -> pd.DataFrame:
    rows = [{"key": key, "numerator": k, "denominator": n} for key, (k, n) in by_key.items()]
    return pd.DataFrame(rows)


def test_a_small_unit_never_leads_a_list_by_noise():
    found = standing_out(shares(tiny=(0, 1), small=(3, 10), large=(550, 1_000), fine=(760, 1_000)), 0.75)
    assert found["key"].tolist() == ["large", "small"]
    assert found["gap"].tolist() == pytest.approx([0.1695, 0.1468], abs=0.001)


def test_a_unit_with_nothing_on_time_is_listed_first():
    assert standing_out(shares(none=(0, 40), half=(20, 40)), 0.9)["key"].tolist() == ["none", "half"]


def test_more_can_be_worse():
    assert standing_out(shares(late=(40, 100), fine=(3, 100)), 0.05, worse="above")["key"].tolist() == ["late"]
