"""Silence is told from smallness, and quiet regions have no silent districts."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import nbinom

from analysis.silent import exact_interval, silence, too_few


def a_region(seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Twenty districts of 5,000 to 300,000 residents, towns writing twice as much about transport."""
    rng = np.random.default_rng(seed)
    people = np.geomspace(5_000, 300_000, 20).astype(int)
    places = pd.DataFrame({"id": [f"D{k:02d}" for k in range(20)], "population": people, "is_city": people > 100_000})
    rows = []
    for place in places.to_dict("records"):
        for topic, rate in (("roads", 0.004), ("transport", 0.004 if place["is_city"] else 0.002), ("snow", 0.001)):
            mean = place["population"] * rate * np.exp(rng.normal(0, 0.15))
            rows.append({"topic": topic, "district": place["id"], "count": int(rng.poisson(mean))})
    return pd.DataFrame(rows), places


def test_a_district_that_writes_an_eighth_of_what_is_usual_is_silent() -> None:
    counts, places = a_region()
    counts.loc[counts["district"] == "D12", "count"] //= 8
    found = silence(counts, places)
    assert list(found.loc[found["is_silent"], "district"]) == ["D12"]
    top = found.iloc[0]
    assert top["district"] == "D12"
    assert top["low"] < 1 / 8 * 1.3 < 0.5
    assert top["low"] <= top["ratio"] <= top["high"]


def test_a_region_where_nobody_is_silent_points_at_nobody() -> None:
    assert sum(silence(*a_region(seed))["is_silent"].any() for seed in range(20)) <= 1


def test_few_cases_of_a_small_place_are_not_silence() -> None:
    counts, places = a_region()
    places.loc[0, "population"] = 400
    counts.loc[counts["district"] == "D00", "count"] = 0
    row = silence(counts, places).set_index("district").loc["D00"]
    assert row["expected"] < 5
    assert not row["is_silent"]
    assert np.isnan(row["p"])


def test_every_district_with_residents_has_a_row_and_nothing_is_expected_elsewhere() -> None:
    counts, places = a_region()
    places.loc[3, "population"] = None
    found = silence(counts, places)
    assert len(found) == 19
    np.testing.assert_allclose(found["expected"].sum(), found["seen"].sum(), rtol=0.03)


def test_too_few_districts_to_learn_from_give_no_answer() -> None:
    counts, places = a_region()
    assert silence(counts, places.head(7)).empty
    assert silence(counts.head(0), places).empty


def test_the_interval_of_five_where_ten_were_expected() -> None:
    low, high = exact_interval(np.array([5.0, 0.0]), np.array([10.0, 10.0]))
    assert [round(float(edge), 3) for edge in (low[0], high[0])] == [0.162, 1.167]
    assert low[1] == 0
    assert high[1] == pytest.approx(0.369, abs=0.001)  # −ln(0.025) / 10


def test_the_lower_tail_is_that_of_scipy() -> None:
    found = too_few(np.array([3.0]), np.array([12.0]), 0.1)
    np.testing.assert_allclose(found, nbinom.cdf(3, 10, 10 / 22))
