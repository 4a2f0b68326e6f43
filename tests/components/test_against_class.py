"""A municipality against its class: the middle is of those who have cases enough."""

import pandas as pd

from components.against_class import judged, told

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
    assert judged(rates, "rate", {})["judged"].to_list() == [10, 12, 18, 1, 1]
