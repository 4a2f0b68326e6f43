import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests

from analysis.false_discovery import discoveries, growing, p_of_growth, p_of_share, sides, standing_out


def test_only_the_first_two_of_four_p_values_are_discoveries() -> None:
    assert discoveries([0.001, 0.02, 0.04, 0.30]).tolist() == [True, True, False, False]


def test_discoveries_agree_with_statsmodels() -> None:
    p = np.random.default_rng(7).beta(0.5, 3, size=200)
    assert (discoveries(p) == multipletests(p, 0.05, method="fdr_bh")[0]).all()


def test_what_is_not_known_is_no_discovery() -> None:
    assert discoveries([np.nan, 0.001]).tolist() == [False, True]
    assert discoveries([]).tolist() == []


def test_shares_beside_residents_agree_with_scipy_and_statsmodels() -> None:
    """30 of 100 beside 10 % is more; 42 beside 50 % and 12 beside 15 % are chance. Of many, two-sided and corrected."""
    assert sides([30, 42, 12, 5], [100] * 4, [0.1, 0.5, 0.15, 0.4]).tolist() == [1, 0, 0, -1]
    rng = np.random.default_rng(3)
    usual, n = rng.uniform(0.05, 0.9, 60), 200
    k = rng.binomial(n, np.clip(usual + rng.choice([0, 0, 0.1, -0.1], 60), 0.01, 0.99))
    tails = [[binomtest(int(a), n, b, alternative=way).pvalue for way in ("less", "greater")]
             for a, b in zip(k, usual, strict=True)]  # fmt: skip
    found = multipletests(np.minimum(2 * np.min(tails, axis=1), 1), 0.05, method="fdr_bh")[0]
    assert sides(k, n, usual).tolist() == np.where(found, np.sign(k / n - usual), 0).tolist()
    assert found.any() and not found.all()


def test_respondents_drawn_from_the_residents_seldom_look_unlike_them() -> None:
    rng = np.random.default_rng(11)
    residents = rng.uniform(0.5, 3, 30)
    usual = residents / residents.sum()
    told = sum(bool(sides(rng.multinomial(600, usual), 600, usual).any()) for _ in range(200))
    assert told <= 20  # one in twenty is allowed, ten; intervals each for itself said something in 140 of 200


def test_thirty_after_ten_has_a_small_p() -> None:
    assert p_of_growth([30], [10])[0] == pytest.approx(0.00078, abs=0.00001)
    assert p_of_growth([10], [30])[0] > 0.99


@pytest.mark.parametrize(
    ("k", "n", "reference"),
    [(60, 100, 0.75), (21, 22, 0.997), (0, 1, 0.75), (9_400, 10_000, 0.95), (471, 3_785, 0.75), (3_700, 3_785, 0.75)],
)
def test_the_p_of_a_share_agrees_with_scipy(k: int, n: int, reference: float) -> None:
    below = binomtest(k, n, reference, alternative="less").pvalue
    above = binomtest(k, n, reference, alternative="greater").pvalue
    assert p_of_share([k], [n], reference)[0] == pytest.approx(below, rel=0.02)
    assert p_of_share([k], [n], reference, "above")[0] == pytest.approx(above, rel=0.02)


def test_the_normal_tail_takes_over_without_a_step() -> None:
    expected = binomtest(19_800, 40_000, 0.5, alternative="less").pvalue
    assert p_of_share([19_800], [40_000], 0.5)[0] == pytest.approx(expected, rel=0.01)


def test_nothing_is_known_of_no_cases() -> None:
    assert np.isnan(p_of_share([0], [0], 0.9)[0])


def test_one_late_answer_of_22_is_no_discovery_among_agencies_that_are_never_late() -> None:
    assert standing_out(shares(unlucky=(21, 22)), 0.997).empty


def counts(**by_key: int) -> pd.DataFrame:
    return pd.DataFrame({"key": [None, *by_key], "numerator": [500, *by_key.values()]})


def test_topics_grow_by_cases_and_noise_is_not_listed() -> None:
    now, before = counts(snow=300, heat=60, pits=52, queue=9), counts(snow=100, heat=20, pits=50)
    found = growing(now, before)
    assert found["key"].tolist() == ["snow", "heat"]
    assert found["growth"].tolist() == [200.0, 40.0]


def test_periods_of_different_length_are_compared_per_day() -> None:
    assert growing(counts(snow=50), counts(snow=200), longer=4).empty


def shares(**by_key: tuple[int, int]) -> pd.DataFrame:
    rows = [{"key": key, "numerator": k, "denominator": n} for key, (k, n) in by_key.items()]
    return pd.DataFrame(rows)


def test_a_small_unit_never_leads_a_list_by_noise() -> None:
    found = standing_out(shares(tiny=(0, 1), small=(3, 10), large=(550, 1_000), fine=(760, 1_000)), 0.75)
    assert found["key"].tolist() == ["large", "small"]
    assert found["gap"].tolist() == pytest.approx([0.1695, 0.1468], abs=0.001)


def test_a_unit_with_nothing_on_time_is_listed_first() -> None:
    assert standing_out(shares(none=(0, 40), half=(20, 40)), 0.9)["key"].tolist() == ["none", "half"]


def test_more_can_be_worse() -> None:
    assert standing_out(shares(late=(40, 100), fine=(3, 100)), 0.05, worse="above")["key"].tolist() == ["late"]
