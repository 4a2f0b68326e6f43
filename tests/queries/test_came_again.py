"""Repeat appeals, held against every case compared with every other."""

from datetime import timedelta
from typing import Any

from hypothesis import example, given
from sqlalchemy import Engine

from queries.cases import case_page
from queries.filters import Filters, Period
from queries.measure import measure
from queries.scope import scope_for
from tests.queries.generated_cases import NOTHING, as_case, many_cases, quick, refill
from tests.sample_cases import day

STAFF = scope_for("staff")
HERE = NOTHING | {"channel": "pos", "filed": 1, "took": 2, "limit": None, "state": "answered", "topic_id": "T",
                  "district_id": "A", "address": "Садовая, 1", "place_precision": "street"}  # fmt: skip


@quick
@given(cases=many_cases)
@example(cases=[HERE, HERE | {"filed": 30, "address": "САДОВАЯ, 1"}, HERE | {"filed": 40, "district_id": None}])
@example(cases=[HERE | {"topic_id": None, "applicant_key": "k"}, HERE | {"filed": 3}, HERE | {"filed": 33}])
def test_what_came_again_is_what_somebody_finds_who_compares_every_case_with_every_other(
    filled: Engine, cases: list[dict[str, Any]]
) -> None:
    refill(filled, cases)
    rows = [as_case(i, fact) for i, fact in enumerate(cases)]

    def place(row: dict[str, Any]) -> tuple[str, str, str] | None:
        known = row["address"] and row["topic_id"] and row["place_precision"] == "street"
        return (row["district_id"] or "", row["address"].lower(), row["topic_id"]) if known else None

    def again(one: dict[str, Any], two: dict[str, Any]) -> bool:
        same = (place(one) and place(one) == place(two)) or (
            one["applicant_key"] and one["applicant_key"] == two["applicant_key"]
        )
        return bool(same) and one["closed_at"] < two["filed_at"] <= one["closed_at"] + timedelta(days=30)

    ripe = [row for row in rows if row["closed_at"] and row["closed_at"] <= day(20)]  # known until day 50
    followed = [row for row in ripe if place(row) or row["applicant_key"]]
    back = {row["id"] for row in followed if any(again(row, other) for other in rows)}
    for asked in (Filters(), Filters(period=Period(day(-1), day(99)))):
        told = measure("repeat", STAFF, asked, engine=filled).iloc[0]
        assert (told["numerator"], told["denominator"]) == (len(back), len(followed))
        assert told["unknown"] == len(ripe) - len(followed)
        listed = case_page(STAFF, asked, metric_id="repeat", limit=1000, engine=filled).rows
        assert set(listed["id"]) == back
