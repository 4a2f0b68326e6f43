"""A municipality against its class: the middle is of those who have cases enough."""

import pandas as pd

from components.against_class import strip, told

# Three judged, two of one rating each: the middle of all five would be 100 %.
ROWS = pd.DataFrame(
    {
        "key": ["mine", "many", "more", "one", "other"],
        "value": [0.5, 0.6, 0.9, 1.0, 1.0],
        "numerator": [10, 12, 18, 1, 1],
        "denominator": [20, 20, 20, 1, 1],
    }
)


def test_one_rating_moves_no_median() -> None:
    [line] = told({"satisfaction": ROWS}, "mine").to_dict("records")
    assert (line["median"], line["range"], line["of"]) == ("60%", "50% – 90%", 3)
    assert (line["mine"], line["n"]) == ("50%", 20)


def test_a_class_with_too_few_cases_has_no_median_and_its_numbers_are_still_told() -> None:
    few = ROWS.assign(denominator=9)
    [line] = told({"satisfaction": few}, "mine").to_dict("records")
    assert (line["median"], line["of"], line["mine"], line["n"]) == ("–", 0, "50%", 9)


def test_a_rate_is_judged_by_its_cases_and_not_by_its_residents() -> None:
    rates = ROWS.assign(value=[10.0, 20, 30, 1, 1], denominator=[20_000] * 5)
    [line] = told({"rate": rates}, "mine").to_dict("records")
    assert (line["n"], line["of"], line["median"]) == (10, 3, "20")
    drawn = strip(rates, "mine", {}, "rate").to_dict()
    [data] = drawn["datasets"].values()
    assert [row["judged"] for row in data] == [10, 12, 18, 1, 1]


def test_eight_cases_told_as_ten_to_a_head_are_no_more_enough_than_for_others() -> None:
    rounded = ROWS.assign(denominator=10, rank=pd.array([1, 2, 3, None, None], "Int64"), rank_low=1, rank_high=3, of=3)
    [line] = told({"satisfaction": rounded}, "mine").to_dict("records")
    assert (line["median"], line["of"]) == ("60%", 3)
