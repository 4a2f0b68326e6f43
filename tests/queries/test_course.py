"""A municipality over the months and its class around it: hand-worked, and what a head may see of the others."""

from typing import Any

import pytest
from sqlalchemy import Engine

from queries.course import course
from queries.filters import Filters, Period
from queries.question import Question, answer
from queries.scope import scope_for
from tests.sample_cases import a_case, day, load, load_region

STAFF, ALL = scope_for("staff"), Filters()
# On time of all, January (day 0) and February (day 31); D is of another class.
SHARES = {"A": ((18, 20), (10, 20)), "B": ((16, 20), (12, 20)), "C": ((10, 20), (3, 3)), "D": ((0, 50), (0, 50))}
PEOPLE = {"A": 5_000, "B": 12_000, "C": 15_000, "D": 300_000}


@pytest.fixture
def months(store: Engine) -> Engine:
    load_region(store, PEOPLE)
    cases: list[dict[str, Any]] = []
    for district, by_month in SHARES.items():
        for month, (good, of) in enumerate(by_month):
            filed = 31 * month
            cases += [
                a_case(len(cases) + n, filed=filed, closed=filed + (5 if n < good else 9), due=filed + 6,
                       district_id=district)
                for n in range(of)
            ]  # fmt: skip
    load(store, cases, until=59)
    return store


def test_mine_the_median_and_the_range_of_the_class_by_month(months: Engine) -> None:
    rows = course(months, STAFF, ALL, "on_time", "A").set_index("month")
    assert list(rows.index) == ["2026-01", "2026-02"]
    january, february = rows.loc["2026-01"], rows.loc["2026-02"]
    assert (january["value"], january["median"], january["lowest"], january["highest"]) == (0.9, 0.8, 0.5, 0.9)
    assert (january["n_class"], january["numerator"], january["denominator"]) == (3, 18, 20)
    # C has three cases in February: it is not in the band, though all are on time
    assert (february["n_class"], february["median"], february["highest"]) == (2, 0.55, 0.6)


def test_one_alone_is_no_class(months: Engine) -> None:
    rows = course(months, STAFF, ALL, "on_time", "D")
    assert list(rows["value"]) == [0, 0]
    assert rows[["median", "lowest", "highest"]].isna().all(axis=None)


def test_thirteen_months_up_to_the_end_of_the_period(months: Engine) -> None:
    asked = Filters(period=Period(day(30), day(31)))
    assert list(course(months, STAFF, asked, "on_time", "A")["month"]) == ["2026-01"]


def test_a_head_gets_no_small_month_of_another_municipality(months: Engine) -> None:
    rows = course(months, scope_for("head", "A", districts=("A",)), ALL, "on_time", "A").set_index("month")
    assert rows["value"].to_dict() == {"2026-01": 0.9, "2026-02": 0.5}
    # C is hidden in February, and with it B: of two others a single hidden one could be subtracted
    assert rows["n_class"].to_dict() == {"2026-01": 3, "2026-02": 1}
    assert rows["median"].isna().to_dict() == {"2026-01": False, "2026-02": True}


def test_a_wrong_question_says_what_to_change(months: Engine) -> None:
    with pytest.raises(ValueError, match="no municipality 'Z'"):
        course(months, STAFF, ALL, "on_time", "Z")
    with pytest.raises(ValueError, match="only shares have a course"):
        course(months, STAFF, ALL, "time_to_answer", "A")
    with pytest.raises(ValueError, match="of whom"):
        answer(Question("course", subject="on_time"), engine=months)
    told = answer(Question("course", subject="on_time", settings={"of": "B"}), engine=months)
    assert told["rows"][0]["value"] == 0.8
