"""An agency from close by: waits, weeks that mature, stages, backlog and changes, with numbers worked by hand."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert

from queries.changes import changes
from queries.cohorts import answered_within
from queries.filters import Filters, Period
from queries.profile import answered_by, answered_curve, view
from queries.question import Question, answer
from queries.scope import scope_for
from queries.stages import stages
from queries.stock import backlog
from store.tables import case_event, case_link, topic
from tests.sample_cases import a_case, day, load, load_region

STAFF, ALL = scope_for("staff"), Filters()
HOUR = 1 / 24


def minute_case(number: int, **facts: Any) -> dict[str, Any]:
    return a_case(number, channel="social", precision="minute", **facts)


def test_by_day_ten_counts_no_answer_after_240_hours(store: Engine) -> None:
    load_region(store, {"A": 100})
    took = [9.5, 10, 10 + HOUR / 2, 10 + 2 * HOUR]
    load(store, [minute_case(n, closed=days) for n, days in enumerate(took)], until=40)
    curve = answered_curve(STAFF, ALL, engine=store).set_index("day")
    assert curve["share"][9] == 0
    assert curve["share"][10] == pytest.approx(2 / 4)
    assert curve["share"][11] == 1


def test_of_sources_with_days_the_tenth_day_counts_to_its_end(store: Engine) -> None:
    load_region(store, {"A": 100})
    load(store, [a_case(0, closed=10), a_case(1, closed=11), a_case(2, closed=0), a_case(3, closed=30)], until=40)
    assert answered_by(answered_curve(STAFF, ALL, engine=store)) == pytest.approx({1: 0.25, 3: 0.25, 10: 0.5, 30: 1.0})


def test_who_has_not_waited_ten_days_yet_says_nothing_about_the_tenth(store: Engine) -> None:
    load_region(store, {"A": 100})
    old = [minute_case(n, filed=0, closed=9.9 if n < 3 else None) for n in range(4)]
    young = [minute_case(10 + n, filed=30.5) for n in range(6)]  # open for 9.5 days when the data end
    load(store, [*old, *young], until=40)
    assert answered_by(answered_curve(STAFF, ALL, engine=store))[10] == pytest.approx(0.75)


def test_a_day_that_nobody_has_reached_has_no_share(store: Engine) -> None:
    load_region(store, {"A": 100})
    load(store, [minute_case(0, filed=0, closed=1), minute_case(1, filed=0)], until=5)
    by_day = answered_by(answered_curve(STAFF, ALL, engine=store))
    assert (by_day[1], by_day[3]) == (0.5, 0.5)
    assert by_day[10] != by_day[10]


def test_a_maturing_week_has_bounds_and_a_mature_one_a_share(store: Engine) -> None:
    load_region(store, {"A": 100})
    # 1 January 2026 is a Thursday: day 4 is a Monday, and so is day 32. The data end with day 40.
    mature = [a_case(n, filed=4, closed=14 if n < 6 else 15) for n in range(10)]
    maturing = [a_case(20 + n, filed=32, closed=34 if n < 6 else None) for n in range(9)]
    late = [a_case(40, filed=32, closed=None, state="answered")]
    load(store, [*mature, *maturing, *late], until=41)
    rows = answered_within(STAFF, ALL, engine=store).set_index("week")
    assert list(rows.index) == ["2026-01-05", "2026-02-02"]
    first, second = rows.loc["2026-01-05"], rows.loc["2026-02-02"]
    assert (first["value"], first["is_mature"]) == (0.6, True)
    assert (round(first["low"], 3), round(first["high"], 3)) == (0.313, 0.832)
    assert (second["cases"], second["answered"], second["pending"], second["unknown"]) == (9, 6, 3, 1)
    assert (second["low"], second["high"]) == pytest.approx((6 / 9, 1))
    assert second["value"] != second["value"]


def test_time_goes_to_stages_where_the_source_tells_them(store: Engine) -> None:
    load_region(store, {"A": 100})
    cases = [minute_case(n, filed=0, closed=10) for n in range(10)] + [a_case(50, filed=0, closed=3)]
    load(store, cases, until=40)
    steps = [
        {"case_id": case["id"], "at": day(moment), "kind": kind, "precision": "minute"}
        for case in cases[:10]
        for kind, moment in (("accepted", 1), ("assigned", 3), ("taken", 4))
    ]
    with store.begin() as connection:
        connection.execute(insert(case_event), steps)
        joined = [{"event_id": "e", "case_id": case["id"], "reason": "near"} for case in cases[:3]]
        connection.execute(insert(case_link), joined)
    rows = stages(STAFF, ALL, engine=store).set_index("stage")
    assert rows["days"].to_dict() == {"moderation": 1, "routing": 2, "execution": 7}
    assert rows["share"].to_dict() == pytest.approx({"moderation": 0.1, "routing": 0.2, "execution": 0.7})
    assert (rows["known"].iloc[0], rows["known_events"].iloc[0], rows["left_out"].iloc[0]) == (10, 8, 1)
    assert set(zip(rows["cases"], rows["events"], strict=True)) == {(10, 8)}


def test_stages_cannot_be_told_without_steps(store: Engine) -> None:
    load_region(store, {"A": 100})
    load(store, [a_case(0, closed=3)], until=40)
    assert stages(STAFF, ALL, engine=store).empty


def test_what_came_less_what_was_closed_makes_the_stock(store: Engine) -> None:
    load_region(store, {"A": 100})
    cases = [a_case(0, filed=0, closed=5), a_case(1, filed=5), a_case(2, filed=6, closed=20), a_case(3, filed=19)]
    load(store, [*cases, a_case(4, filed=5, state="answered")], until=25)
    with store.begin() as connection:  # the second and third came in one week, the fourth two weeks later
        joined = [{"event_id": "e", "case_id": f"pos:{n}", "reason": "near"} for n in (1, 2, 3)]
        connection.execute(insert(case_link), joined)
    rows = backlog(STAFF, ALL, engine=store)
    assert list(rows["filed"]) == [1, 2, 0, 1, 0]
    assert list(rows["closed"]) == [0, 1, 0, 1, 0]
    assert list(rows["stock"]) == [1, 2, 2, 2, 2]
    assert (list(rows["events"]), set(rows["told"])) == ([1, 1, 0, 1, 0], {2})


filings = st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(0, 60)), min_size=1, max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(filings, st.integers(0, 60))
def test_every_week_s_stock_is_that_before_plus_filed_less_closed(
    duckdb_store: Engine, cases: list[tuple[int, int | None]], start: int
) -> None:
    with duckdb_store.begin() as connection:
        connection.exec_driver_sql('DELETE FROM "case"')
        connection.exec_driver_sql("DELETE FROM import_batch")
    told = [
        a_case(n, filed=filed, closed=None if took is None else filed + took) for n, (filed, took) in enumerate(cases)
    ]
    load(duckdb_store, told, until=130)
    rows = backlog(STAFF, Filters(period=Period(day(start), day(131))), engine=duckdb_store)
    stock, step = rows["stock"], rows["filed"] - rows["closed"]
    assert (stock.diff().dropna() == step[1:]).all()
    assert (stock >= 0).all()


def test_a_change_beyond_noise_is_told_and_noise_is_not(store: Engine) -> None:
    load_region(store, {"A": 100})
    with store.begin() as connection:
        connection.execute(insert(topic).values(id="T", level_1="Дороги"))
    # 30 days before: 60 cases, 54 on time; now: 60 cases, 24 on time.
    before = [a_case(n, filed=n % 30, closed=n % 30 + (2 if n % 10 else 9), due=n % 30 + 5) for n in range(60)]
    now = [
        a_case(100 + n, filed=30 + n % 30, closed=30 + n % 30 + (2 if n % 5 < 2 else 9), due=35 + n % 30, topic_id="T")
        for n in range(60)
    ]
    load(store, [*before, *now], until=100)
    asked = Filters(period=Period(day(30), day(60)))
    rows = changes(STAFF, asked, asked.compared("previous", "UTC"), engine=store)
    told = rows[rows["topic"].isna()].set_index("metric")
    assert (told["value_before"]["on_time"], told["value"]["on_time"]) == (0.9, 0.4)
    assert told["signal"]["on_time"] == "down"
    assert (told["signal"]["received"], told["p"]["received"]) == ("same", 1.0)
    assert told["signal"]["satisfaction"] == "small"
    (new,) = rows[rows["topic"].notna()].to_dict("records")
    assert (new["topic"], new["value"], new["value_before"], new["signal"]) == ("T", 60, 0, "up")


def test_without_a_period_nothing_is_compared(duckdb_store: Engine) -> None:
    assert changes(STAFF, ALL, None, engine=duckdb_store).empty


def test_weeks_are_those_of_half_a_year_and_begin_with_a_monday(store: Engine) -> None:
    load_region(store, {"A": 100})
    load(store, [a_case(n, filed=n, closed=n + 1) for n in range(0, 300, 5)], until=300)
    month = Filters(period=Period(day(270), day(300)))
    rows = view("flow", STAFF, month, month, None, engine=store)["weeks"]
    assert len(rows) == 26
    assert day(300) - timedelta(days=1) >= rows["key"].astype("datetime64[us]").iloc[-1]


def test_the_command_line_asks_the_same(store: Engine) -> None:
    load_region(store, {"A": 100})
    load(store, [a_case(n, filed=0, closed=n) for n in range(1, 5)], until=40)
    told = answer(Question("profile"), engine=store)
    assert told["by_day"] == pytest.approx({"1": 0.25, "3": 0.75, "10": 1.0, "30": 1.0})
    assert told["rows"][2]["share"] == pytest.approx(0.5)
    assert told["changes"] == []
    assert told["backlog"][0]["filed"] == 4
