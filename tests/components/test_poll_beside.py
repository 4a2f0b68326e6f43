"""What is said where a poll and the complaints part: nobody of those who do is left out silently."""

import pandas as pd

from components import poll_beside

WHOLE = {"usual_share": 0.5, "usual_rate": 10.0}


def parted(n: int) -> pd.DataFrame:
    names = [f"District {number}" for number in range(1, n + 1)]
    return pd.DataFrame({"name": names, "share": 0.7, "rate": 3.0, "disagree": True})


def test_five_are_named_and_the_others_counted() -> None:
    told = poll_beside.apart(parted(7), WHOLE)
    assert "They disagree in **7** municipalities (the whole: 50%, 10.0 per 10,000)" in told
    assert told.endswith("District 5: 70% of answers, 3.0 complaints per 10,000 and 2 others.")
    assert "others" not in poll_beside.apart(parted(5), WHOLE)


def test_where_there_is_no_whole_nothing_is_said_about_differing_from_it() -> None:
    alone = {"usual_share": float("nan"), "usual_rate": float("nan")}
    assert poll_beside.apart(parted(1).assign(disagree=False), alone).startswith("Fewer than two municipalities")
