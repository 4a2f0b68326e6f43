"""Topics against the others', and the map against the median of the class: what is judged and what is said."""

import numpy as np
import pandas as pd
import pytest

from components import backlog, class_map, parts, profile, unit_table


def shares(**by_key: tuple[int, int]) -> pd.DataFrame:
    rows = [{"key": key, "numerator": k, "denominator": n, "value": k / n} for key, (k, n) in by_key.items()]
    return pd.DataFrame(rows)


NAMES = {"snow": "Snow", "pits": "Potholes", "heat": "Heating"}


def test_a_topic_is_praised_and_another_returned_by_more_than_chance() -> None:
    found = parts.against_others(
        {
            "satisfaction": (
                shares(snow=(45, 50), pits=(20, 40), heat=(9, 9)),
                shares(snow=(300, 600), pits=(300, 600)),
            ),
            "repeat_review": (shares(snow=(5, 100), pits=(40, 100)), shares(snow=(50, 1000), pits=(50, 1000))),
        }
    )
    assert parts.sentence(found, NAMES) == (
        "Residents praise more than elsewhere: **Snow** (+40.0\u202fpp); "
        "return for another review more often: **Potholes** (+35.0\u202fpp)."
    )
    assert "heat" not in set(found["satisfaction"]["key"])


def test_who_closed_cases_and_refused_none_has_nought_per_cent_refused() -> None:
    asked = (*unit_table.SHARES, *unit_table.TIMES, *unit_table.COUNTS, "overdue_depth")
    nothing = pd.DataFrame(columns=["key", "value", "numerator", "denominator", "left_out"])
    parts_of = {"key": ["A", "A", "B", "B"], "part": ["solved", "refused"] * 2, "value": [0.75, 0.25, 1.0, 0.0]}
    outcomes = pd.DataFrame(parts_of | {"denominator": [4, 4, 58, 58]})
    judged = pd.DataFrame({"key": ["A", "B", "C"], "signal": ["no_data"] * 3})
    table = unit_table.wide(dict.fromkeys(asked, nothing) | {"outcome": outcomes}, judged, {}).set_index("key")
    refused = {key: told.replace("\u202f", " ") for key, told in table["refused"].items()}
    assert refused == {"A": "25% · 4", "B": "0% · 58", "C": "–"}


def test_the_noise_of_the_others_counts_too() -> None:
    one = {"on_time": (shares(snow=(60, 100)), shares(snow=(9, 20)))}
    assert list(parts.against_others(one)["on_time"]["signal"]) == ["within"]


def test_a_map_colours_the_distance_to_the_median_of_the_own_class() -> None:
    rows = pd.DataFrame(
        {
            "key": list("ABCDEF"),
            "group": ["small"] * 4 + ["large"] * 2,
            "numerator": [500, 800, 990, 3, 700, 720],
            "denominator": [1000, 1000, 1000, 3, 1000, 1000],
        }
    )
    rows["value"] = rows["numerator"] / rows["denominator"]
    found = class_map.against_median(rows, "up", 10).set_index("key")
    assert found["band"].dropna().to_dict() == {
        "A": "much_worse", "B": "usual", "C": "much_better", "E": "usual", "F": "usual"
    }  # fmt: skip
    worse_is_more = class_map.against_median(rows, "down", 10).set_index("key")
    assert worse_is_more["band"]["A"] == "much_better"
    assert class_map.sentence(found.reset_index(), "C", {"C": "Rechnoy"}).startswith(
        "Rechnoy: drawn as 98.9%, +18.9\u202fpp"
    )


@pytest.mark.parametrize(("share", "said"), [(0.3, "Slower than usual"), (0.62, ""), (0.95, "Faster than usual")])
def test_an_agency_is_slower_or_faster_only_when_it_is_sure(share: float, said: str) -> None:
    days = pd.DataFrame({"day": np.arange(0.0, 15), "at_risk": 100})
    own = days.assign(share=share, low=share - 0.09, high=share + 0.04)
    told = profile.sentence(own, days.assign(share=0.6, low=0.59, high=0.61))
    assert told.startswith(said) and bool(told) == bool(said)


def test_the_backlog_is_told_as_it_is() -> None:
    rows = pd.DataFrame({"filed": [10, 20], "closed": [5, 30], "stock": [25, 15], "told": 28})
    assert backlog.sentence(rows) == "In 2 weeks 30 cases (28 events) came and 35 were closed: in work were 20, now 15."


def test_the_share_sent_on_is_of_all_that_an_agency_received() -> None:
    received = pd.DataFrame({"key": ["A", "B"], "cases": [100, 7], "left": [20, 0]})
    rows = unit_table.share_sent(received).set_index("key")
    assert rows["value"].to_dict() == {"A": 0.2, "B": 0}
    assert rows["denominator"].to_dict() == {"A": 100, "B": 7}
