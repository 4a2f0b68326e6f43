"""Groups of opinion: planted camps are found, the tests of proportions are those of the books, nobody is no camp."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportions_ztest

from analysis.opinion_groups import (
    common_ground,
    counted,
    grouped,
    one_proportion,
    placed,
    representative,
    two_proportions,
)


def camps(sizes: tuple[int, ...] = (40, 25), statements: int = 12, answered: float = 0.8) -> pd.DataFrame:
    """People who agree with the even statements, and people who agree with the odd ones; all agree with the last."""
    rng = np.random.default_rng(1)
    side = np.repeat(range(len(sizes)), sizes)
    signs = np.where((np.arange(statements)[None, :] + side[:, None]) % 2, 1.0, -1.0)
    signs[:, -1] = 1
    signs[rng.random(signs.shape) < 0.05] *= -1
    return pd.DataFrame(np.where(rng.random(signs.shape) < answered, signs, np.nan))


def test_two_planted_camps_are_found() -> None:
    votes = camps()
    found, silhouette = grouped(placed(votes))
    assert found.value_counts().tolist() == pytest.approx([40, 25], abs=1)
    truth = pd.Series(np.repeat([0, 1], [40, 25]), index=votes.index).reindex(found.index)
    assert (found == truth).mean() > 0.97
    assert silhouette > 0.5


def test_people_with_few_votes_are_not_placed() -> None:
    votes = camps()
    votes.iloc[0, 6:] = np.nan
    assert 0 not in placed(votes).index
    assert len(placed(votes.iloc[:, :5].dropna())) > 20  # with five statements five votes are all


def test_the_same_votes_give_the_same_picture() -> None:
    votes = camps()
    pd.testing.assert_frame_equal(placed(votes), placed(votes.copy()))
    pd.testing.assert_frame_equal(placed(votes), placed(votes[votes.columns[::-1]]), check_exact=False)


def test_people_who_all_agree_are_one_group() -> None:
    votes = pd.DataFrame(np.ones((30, 8)))
    found, silhouette = grouped(placed(votes))
    assert (set(found), np.isnan(silhouette)) == ({0}, True)


def test_statements_that_tell_the_camps_apart_represent_them_and_the_last_is_common_ground() -> None:
    votes = camps()
    found, _ = grouped(placed(votes))
    rows = counted(votes, found)
    chosen = representative(rows, most=3)
    assert chosen.groupby("group").size().tolist() == [3, 3]
    assert set(chosen["statement"]) <= set(range(11))
    assert common_ground(rows, [0, 1])["statement"].tolist() == [11]
    assert (rows["agrees"] + rows["disagrees"] + rows["passes"] == rows["voted"]).all()


def test_the_tests_of_proportions_are_those_of_statsmodels_with_one_added() -> None:
    count, n, others, others_n = (pd.Series([value]) for value in (9, 9, 1, 9))
    z, _ = proportions_ztest([10, 2], [10, 10])
    assert two_proportions(count, n, others, others_n)[0] == pytest.approx(z)
    z_own, _ = proportions_ztest(9, 10, 0.5, prop_var=0.5)
    assert one_proportion(pd.Series([8]), pd.Series([9]))[0] == pytest.approx(z_own)
