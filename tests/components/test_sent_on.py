"""Cases that came back, by the agency they came back to, on numbers one can check by hand."""

import pandas as pd

from components.sent_on import came_back


def test_loops_are_told_by_the_agency_that_cases_came_back_to() -> None:
    rows = pd.DataFrame(
        [("1", "water", 2), ("2", "roads", 2), ("3", "roads", 5), ("4", "roads", 3), ("5", "x", 4), ("6", "x", 5)],
        columns=["case_id", "agency_id", "stations"],
    )
    told = came_back(rows, {"roads": "Дороги", "water": "Водоканал"})
    assert told[["name", "cases", "stations"]].to_dict("split")["data"] == [
        ["Дороги", 3, 3.0],  # the median of 2, 5 and 3
        ["x", 2, 4.5],  # nobody knows its name
        ["Водоканал", 1, 2.0],
    ]
