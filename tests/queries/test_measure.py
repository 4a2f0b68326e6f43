"""The worked numbers of docs/definitions.md, on both engines."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from queries.cases import case_page
from queries.filters import Filters, Period
from queries.measure import COLUMNS, altogether, measure
from queries.metrics import METRICS
from queries.scope import NOBODY, scope_for
from store.tables import channel
from tests.sample_cases import a_case, day, load, load_region

STAFF = scope_for("staff")
ALL = Filters()


def one(metric: str, store: Engine, filters: Filters = ALL) -> pd.Series:
    rows = measure(metric, STAFF, filters, engine=store)
    assert len(rows) == 1
    return rows.iloc[0]


def many(count: int, start: int, **facts: Any) -> list[dict[str, Any]]:
    return [a_case(start + i, **facts) for i in range(count)]


def test_open_overdue_cases_lower_the_on_time_share(store: Engine) -> None:
    on_time = many(150, 0, closed=3, due=5)
    late = many(30, 1000, closed=7, due=5)
    overdue = many(20, 2000, due=5)
    not_due = many(40, 3000, due=20)
    load(store, [*on_time, *late, *overdue, *not_due])
    row = one("on_time", store)
    assert (row.numerator, row.denominator, row.left_out) == (150, 200, 40)
    assert row.value == pytest.approx(0.75)
    assert (round(row.low, 3), round(row.high, 3)) == (0.686, 0.805)


def test_a_case_closed_on_its_due_day_is_on_time_and_due_today_is_not_overdue(store: Engine) -> None:
    load(store, [a_case(1, closed=5, due=5), a_case(2, due=10)], until=10)
    assert one("on_time", store).value == 1.0
    assert one("overdue_now", store).value == 0


def test_time_to_answer_counts_open_cases(store: Engine) -> None:
    load(store, [*(a_case(i, closed=i) for i in range(1, 6)), *many(5, 100)], until=10)
    row = one("time_to_answer", store)
    assert row.value == 5.0, "the mean of the closed ones alone, 3.0, is wrong"
    assert (row.numerator, row.denominator, row.unit) == (5, 10, "days")
    assert math.isnan(row.p90), "half are still open: nobody knows the 90th percentile"


def test_satisfaction_says_how_many_were_silent(store: Engine) -> None:
    load(store, [*many(36, 0, closed=1, rating=5), *many(4, 100, closed=1, rating=1), *many(160, 200, closed=1)])
    row = one("satisfaction", store)
    assert (row.numerator, row.denominator, row.left_out) == (36, 40, 160)
    assert (row.value, row.coverage) == (0.9, 0.2)
    assert (round(row.low, 3), round(row.high, 3)) == (0.769, 0.960)
    assert (row.bound_low, row.bound_high) == (0.18, 0.98)
    assert one("negative", store).value == 0.1


def test_outcomes_sum_to_everything_that_was_closed(store: Engine) -> None:
    load(store, [*many(6, 0, closed=1, outcome="solved"), *many(3, 10, closed=1, outcome="explained"),
                 a_case(20, closed=1), *many(5, 30)])  # fmt: skip
    rows = measure("outcome", STAFF, ALL, engine=store).set_index("key")
    assert rows["numerator"].to_dict() == {"solved": 6, "explained": 3, "refused": 0, "redirected": 0, "unknown": 1}
    assert rows["value"].sum() == pytest.approx(1.0)
    assert set(rows["denominator"]) == {10}
    assert set(rows["left_out"]) == {5}


def test_every_outcome_has_a_row_in_every_group_that_has_a_case(store: Engine) -> None:
    """Whatever the open ones say of an outcome: A closed two of three, nobody's case is open and called refused."""
    load(store, [*many(2, 0, agency_id="A", closed=1, outcome="solved"), a_case(5, agency_id="A", outcome="refused"),
                 a_case(6, outcome="refused"), a_case(7, agency_id="B", closed=1)])  # fmt: skip
    rows = measure("outcome", STAFF, ALL, by="agency", engine=store)
    told = {key: part.set_index("part") for key, part in rows.groupby(rows["key"].fillna("nobody"))}
    assert {key: part["numerator"].to_dict() for key, part in told.items()} == {
        "A": {"solved": 2, "explained": 0, "refused": 0, "redirected": 0, "unknown": 0},
        "B": {"solved": 0, "explained": 0, "refused": 0, "redirected": 0, "unknown": 1},
        "nobody": {"solved": 0, "explained": 0, "refused": 0, "redirected": 0, "unknown": 0},
    }
    assert told["A"]["state"].to_dict() == {"solved": "value"} | dict.fromkeys(
        ("explained", "refused", "redirected", "unknown"), "zero"
    )
    assert {key: (set(part["denominator"]), set(part["left_out"])) for key, part in told.items()} == {
        "A": ({2}, {1}), "B": ({1}, {0}), "nobody": ({0}, {1})}  # fmt: skip
    assert set(told["nobody"]["state"]) == {"no_data"}
    assert measure("outcome", STAFF, Filters(agencies=("C",)), engine=store).empty


def test_rate_is_per_ten_thousand_residents_and_knows_nothing_without_population(store: Engine) -> None:
    load_region(store, {"A": 20_000, "B": 0, "C": 10_000})
    load(store, [*many(30, 0, district_id="A"), *many(5, 100, district_id="B"), a_case(200)])
    rows = measure("rate", STAFF, ALL, by="district", engine=store).set_index("key")
    assert rows.loc["A", "value"] == 15.0
    assert (rows.loc["B", "state"], rows.loc["B", "left_out"]) == ("no_data", 5)
    assert (rows.loc["C", "state"], rows.loc["C", "value"]) == ("zero", 0.0), "nobody wrote: that is a rate of 0"
    everything = one("rate", store)
    assert (everything.numerator, everything.denominator, everything.left_out) == (30, 30_000, 6)
    assert everything.value == 10.0, "cases of districts without a population would inflate the rate"


def test_flow_below_one_means_that_the_backlog_grows(store: Engine) -> None:
    load(store, [*many(4, 0, filed=1, closed=2), *many(4, 10, filed=1), *many(1, 20, filed=-5, closed=2)])
    during = Filters(period=Period(day(0), day(10)))
    row = one("flow", store, during)
    assert (row.numerator, row.denominator, row.value) == (5, 8, 0.625)


def test_stock_follows_from_what_came_and_went(store: Engine) -> None:
    load(store, [a_case(1, filed=0, closed=2), a_case(2, filed=1), a_case(3, filed=3, closed=3)], until=4)
    days = measure("in_work", STAFF, ALL, by="day", engine=store).set_index("key")["value"]
    assert days.to_dict() == {
        "2026-01-01": 1, "2026-01-02": 2, "2026-01-03": 1, "2026-01-04": 1, "2026-01-05": 1
    }  # fmt: skip
    assert one("in_work", store).value == 1


def test_midnight_is_of_the_day_that_begins(store: Engine) -> None:
    load_region(store, {"A": 100})
    load(store, [a_case(1, filed=2), a_case(2, filed=4)], until=20)
    four_days = Filters(period=Period(day(0), day(4)))
    assert one("in_work", store, four_days).value == 1, "the second came on the fifth day"
    assert measure("in_work", STAFF, four_days, by="day", engine=store)["key"].max() == "2026-01-04"


def test_what_is_due_today_is_no_more_overdue_on_the_course_than_on_the_card(store: Engine) -> None:
    end_of_day = 10 + 86_399 / 86_400
    load(store, [a_case(1, due=10), a_case(2, due=9), a_case(3, due=2, closed=4)], until=end_of_day)
    assert one("overdue_now", store).value == 1
    for by in ("day", "week", "month"):
        course = measure("overdue_now", STAFF, ALL, by=by, engine=store)
        assert course["value"].iloc[-1] == 1, by


def test_the_last_day_of_the_data_counts_what_was_due_on_it_once_it_is_over(store: Engine) -> None:
    """Two are due on day 10, one was due before; the data end with day 10, and later with day 20."""
    a_second = 1 / 86_400
    load_region(store, {"A": 1})
    load(store, [a_case(1, due=10), a_case(2, due=10), a_case(3, due=9)], until=11 - a_second)
    up_to_day_10 = Filters(period=Period(day(0), day(11)))
    assert one("overdue_now", store, up_to_day_10).value == 1, "the day may not be over yet"
    with store.begin() as connection:
        connection.execute(channel.update().where(channel.c.code == "pos").values(data_until=day(21 - a_second)))
    assert one("overdue_now", store, up_to_day_10).value == 3
    course = measure("overdue_now", STAFF, up_to_day_10, by="day", engine=store).set_index("key")["value"]
    assert (course["2026-01-10"], course["2026-01-11"]) == (1, 3)


def test_what_came_after_the_period_was_not_closed_on_an_unknown_date_within_it(store: Engine) -> None:
    load(store, [a_case(1, filed=1), a_case(2, filed=1, state="answered"), a_case(3, filed=7, state="answered")])
    row = one("in_work", store, Filters(period=Period(day(0), day(4))))
    assert (row.value, row.denominator, row.unknown) == (1, 2, 1)
    assert one("in_work", store).unknown == 2


def test_overdue_depth_is_the_median_of_days_past_due(store: Engine) -> None:
    end_of_day = 10 + 86_399 / 86_400
    load(store, [a_case(1, due=9), a_case(2, due=7), a_case(3, due=2), a_case(4, due=20)], until=end_of_day)
    row = one("overdue_depth", store)
    assert (row.value, row.numerator) == (3.0, 3)
    assert set(measure("overdue_depth", STAFF, ALL, by="day", engine=store)["state"]) == {"not_answerable"}


def test_first_response_is_not_answerable_from_a_source_that_does_not_record_it(store: Engine) -> None:
    load(store, [a_case(1, closed=2), a_case(1, channel="social", precision="minute", response=0.25, closed=3)])
    assert one("first_response", store, Filters(channels=("pos",))).state == "not_answerable"
    row = one("first_response", store, Filters(channels=("social",)))
    assert (row.value, row.unit) == (6.0, "hours")


def test_a_channel_of_the_region_s_own_that_knows_days_only_is_not_told_in_hours(store: Engine) -> None:
    with store.begin() as connection:
        rows = [{"code": code, "precision": code, "clock": "filing"} for code in ("day", "minute")]
        connection.execute(channel.insert(), rows)
    load(store, [a_case(1, channel=code, precision=code, closed=2) for code in ("day", "minute")])
    for code, unit, state in (("day", "days", "not_answerable"), ("minute", "hours", "value")):
        chosen = Filters(channels=(code,))
        assert one("time_to_answer", store, chosen).unit == unit
        assert set(measure("received", STAFF, chosen, "hour", engine=store)["state"]) == {state}


def test_a_repeat_is_the_same_place_and_topic_within_thirty_days_of_closing(store: Engine) -> None:
    place = {"address": "Садовая, 1", "place_precision": "street", "district_id": "A", "topic_id": "T"}
    load(
        store,
        [
            a_case(1, filed=0, closed=2, **place),
            a_case(2, filed=20, closed=25, **place),  # came again after 1
            a_case(3, filed=58, closed=59, **place),  # 33 days after 2 was closed
            a_case(4, filed=0, closed=2, **place | {"address": "Садовая, 2"}),
            a_case(5, filed=0, closed=2),  # neither place nor applicant
            *(
                a_case(6 + i, filed=5 * i, closed=5 * i + 2, **place | {"place_precision": "settlement"})
                for i in range(2)
            ),
        ],
        until=100,
    )
    row = one("repeat", store)
    assert (row.numerator, row.denominator, row.unknown) == (1, 4, 3)
    for asked in (ALL, Filters(districts=("A",)), Filters(districts=("nowhere",))):
        whole, by_agency = (measure("repeat", STAFF, asked, by, engine=store) for by in (None, "agency"))
        columns = [column for column in COLUMNS if column != "as_of" or len(by_agency)]
        pd.testing.assert_frame_equal(altogether(by_agency)[columns], whole[columns], check_dtype=False)


def test_a_case_without_a_deadline_is_unknown_not_on_time(store: Engine) -> None:
    load(store, [a_case(1, closed=2), a_case(2, closed=2, due=3)])
    row = one("on_time", store)
    assert (row.numerator, row.denominator, row.unknown) == (1, 1, 1)


def test_a_channel_is_late_only_by_its_own_data_time(store: Engine) -> None:
    load(store, [a_case(1, due=5)], until=4)
    with store.begin() as connection:
        connection.exec_driver_sql("UPDATE channel SET data_until = '2026-03-01' WHERE code = 'social'")
    assert one("overdue_now", store).value == 0, "the platform's data ends before the deadline"


def test_nobody_sees_nothing(store: Engine) -> None:
    load(store, [a_case(1, closed=2, due=3, rating=5)])
    for metric in METRICS:
        rows = measure(metric, NOBODY, ALL, engine=store)
        assert rows["numerator"].sum() == 0, metric
    assert case_page(NOBODY, ALL, engine=store).total == 0


@pytest.mark.parametrize("metric", METRICS)
def test_an_empty_store_says_no_data_and_never_fails(store: Engine, metric: str) -> None:
    for by in (None, "district", "agency") if metric == "three_rates" else (None, "district", "day", "channel"):
        rows = measure(metric, STAFF, ALL, by=by, engine=store)
        assert list(rows.columns[: len(COLUMNS)]) == COLUMNS
        assert set(rows["state"]) <= {"no_data", "zero"}


def test_districts_and_unmapped_sum_to_the_total(store: Engine) -> None:
    load_region(store, {"A": 100, "B": 100, "C": 100})
    load(store, [*many(3, 0, district_id="A"), *many(2, 10, district_id="B"), *many(4, 20)])
    rows = measure("received", STAFF, ALL, by="district", engine=store)
    assert rows.set_index("key")["value"].to_dict() == {"A": 3.0, "B": 2.0, "C": 0.0, None: 4.0}
    assert rows["value"].sum() == one("received", store).value


def listed_metrics() -> Sequence[str]:
    return [m.id for m in METRICS.values() if m.shape not in ("repeat", "callbacks", "ratio", "parts", "events")]


@pytest.mark.parametrize("metric", listed_metrics())
def test_the_list_behind_a_number_is_as_long_as_the_number(store: Engine, metric: str) -> None:
    load_region(store, {"A": 1000})
    load(
        store,
        [
            *many(5, 0, closed=2, due=4, rating=5, district_id="A"),
            *many(4, 10, closed=6, due=4, rating=1, repeat_review=True, district_id="A"),
            *many(3, 20, due=4, district_id="A"),
            *many(2, 30, due=40, district_id="A"),
            *many(2, 50, channel="social", precision="minute", response=0.5, district_id="A"),
        ],
    )
    page = case_page(STAFF, ALL, metric_id=metric, engine=store)
    assert page.total == one(metric, store).numerator > 0
    assert len(page.rows) == page.total


def test_an_unknown_metric_or_dimension_lists_the_known_ones(store: Engine) -> None:
    with pytest.raises(ValueError, match="choose one of received"):
        measure("speed", STAFF, ALL, engine=store)
    with pytest.raises(ValueError, match="choose one of district"):
        measure("received", STAFF, ALL, by="weekday", engine=store)
