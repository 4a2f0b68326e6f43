"""Which days, place by place, have to be looked at around some cases."""

import pandas as pd

from intake.stretches import Stretches


def points(*rows: tuple[str | None, str]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=["place", "at"]).astype({"place": "str"})
    return frame.assign(at=pd.to_datetime(frame["at"], format="ISO8601").astype("datetime64[us]"))


def test_what_lies_near_each_other_is_one_stretch_and_places_stay_apart() -> None:
    cases = points(
        ("A", "2026-01-01 13:00"), ("A", "2026-01-04"), ("A", "2026-02-01"), ("B", "2026-01-04"), (None, "2026-01-01")
    )
    made = Stretches.around(cases, pd.Timedelta(2, "D")).rows
    days = (made[end].dt.strftime("%m-%d").tolist() for end in ("since", "until"))
    assert list(zip(made["place"].tolist(), *days, strict=True)) == [
        ("A", "12-30", "01-07"), ("A", "01-30", "02-04"), ("B", "01-02", "01-07"),
    ]  # fmt: skip


def test_a_point_is_held_where_it_lies_far_enough_from_both_ends() -> None:
    made = Stretches.around(points(("A", "2026-01-10")), pd.Timedelta(3, "D"))  # from the 7th to the 14th
    asked = points(
        ("A", "2026-01-08"), ("A", "2026-01-10"), ("A", "2026-01-13"), ("B", "2026-01-10"), (None, "2026-01-10")
    )
    assert made.hold(asked).tolist() == [True, True, True, False, False]
    assert made.hold(asked, pd.Timedelta(2, "D")).tolist() == [False, True, False, False, False]
