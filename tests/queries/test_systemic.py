"""The matrix asked of a store: what was planted comes first, who sees what, and what changes nothing."""

from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine, delete, insert, update

from queries.filters import Filters, Period, days_period
from queries.question import Question, answer
from queries.scope import Scope, scope_for
from queries.systemic import PARTS, series, settings, systemic
from queries.weekly import came_again, weekly
from store.tables import case, case_link, topic
from tests.queries.conftest import PlantedRegion
from tests.sample_cases import a_case, day, load, load_region

STAFF = scope_for("staff")
WEEKS, LAST = 20, 139  # days 4 to 137 are nineteen whole weeks
GROUPS = ("water", "snow", "pits", "yards", "buses", "heat")
TOPICS = (*((group, "Быт", group, None) for group in GROUPS), ("taste", "Быт", "water", "Вкус"))


def usual() -> list[dict[str, Any]]:
    """Twenty weeks, three districts: a case every other day of each of six topics; in B the taste of the water comes
    daily from day 70 on, from two houses, late and badly rated.
    """
    random = Random(3)
    rows: list[dict[str, Any]] = []
    for number in range(LAST + 1):
        for place in ("A", "B", "C"):
            for theme in GROUPS:
                if random.random() < 0.5:
                    rows.append(a_case(len(rows), filed=number, topic_id=theme, district_id=place))
        if number >= 70:
            rows.append(
                a_case(len(rows), filed=number, closed=number + 20, due=number + 10, topic_id="taste", district_id="B",
                       address=f"ул. Мира, {number % 2}", place_precision="point", rating=1)
            )  # fmt: skip
    return rows


def fill(engine: Engine, cases: list[dict[str, Any]]) -> None:
    load_region(engine, {"A": 30_000, "B": 20_000, "C": 30_000})
    with engine.begin() as connection:
        for key, one, two, three in TOPICS:
            connection.execute(insert(topic).values(id=key, level_1=one, level_2=two, level_3=three, severity=4))
    load(engine, cases, until=LAST + 1 - 1 / 86_400)


def test_what_stays_comes_first_with_its_parts(store: Engine) -> None:
    fill(store, usual())
    found = systemic(STAFF, Filters(), engine=store)
    top = found.rows.iloc[0]
    assert (top["topic"], top["unit"], top["kind"], top["unit_ru"]) == ("water", "B", "grown", "Район B")
    assert (top["weeks_own"], found.weeks) == (9, 9)
    assert top["again"] / top["reports"] > 0.6
    assert (top["late"], top["negative"]) == (top["judged"], top["rated"])
    assert sum(top[f"contribution_{part}"] for part in PARTS) == pytest.approx(top["score"])
    assert found.rows["score"][1] < top["score"] / 2
    assert (found.topics[0], found.units[0]) == ("water", "B")
    assert found.rows["cases"].sum() == found.rows["events"].sum()


def test_cases_of_one_event_count_once_and_a_place_once_a_week(store: Engine) -> None:
    rows = usual()
    taste = [row["id"] for row in rows if row["topic_id"] == "taste"][-7:-1]
    fill(store, rows)
    before = weekly(STAFF, Filters(), engine=store)
    with store.begin() as connection:
        for each in taste[:3]:
            connection.execute(insert(case_link).values(event_id="e", case_id=each, reason="source"))
    after = weekly(STAFF, Filters(), engine=store)
    assert before is not None
    assert after is not None
    assert before.events.sum() - after.events.sum() == 2
    again = came_again(STAFF, Filters(), before.weeks[-2], engine=store)
    two_houses_in_two_weeks = {"topic": "water", "unit": "B", "reports": 4, "again": 2}
    assert again.to_dict("records") == [two_houses_in_two_weeks]


def test_what_is_left_out_is_counted_in_the_judged_weeks_only(duckdb_store: Engine) -> None:
    """Three cases without a municipality among the judged weeks (days 74 to 136), two before them and one after."""
    nowhere = [a_case(9_000 + number, filed=number, topic_id="snow", district_id=None)
               for number in (10, 73, 74, 100, 136, 139)]  # fmt: skip
    fill(duckdb_store, usual() + nowhere)
    found = systemic(STAFF, Filters(), engine=duckdb_store)
    assert (found.weeks, found.left_out) == (9, 3)


def test_a_head_sees_the_own_rows_judged_by_the_whole_region(store: Engine) -> None:
    fill(store, usual())
    everything = systemic(STAFF, Filters(), engine=store).rows
    own = systemic(scope_for("head", "B", districts=("B",)), Filters(), engine=store).rows
    assert set(own["unit"]) == {"B"}
    assert own["score"][0] == everything["score"][0]
    assert systemic(Scope("x", "none"), Filters(), engine=store).rows.empty
    assert series(scope_for("head", "A", districts=("A",)), Filters(), "water", "B", engine=store).empty


def test_filters_choose_rows_and_the_end_of_the_period_the_weeks(store: Engine) -> None:
    fill(store, usual())
    whole = systemic(STAFF, Filters(), engine=store).rows
    chosen = systemic(STAFF, Filters(topics=("taste",), districts=("B",)), engine=store).rows
    assert list(chosen["score"]) == [whole["score"][0]]
    alone = systemic(STAFF, Filters(topics=("=taste",), districts=("B",)), engine=store).rows
    assert list(alone["score"]) == [whole["score"][0]]
    assert systemic(STAFF, Filters(topics=("nowhere",)), engine=store).rows.empty
    before = Filters(period=days_period(day(60).date(), day(70).date(), "UTC"))
    assert systemic(STAFF, before, engine=store).rows.empty, "nine whole weeks are too few"
    short = Filters(period=days_period(day(LAST).date(), day(LAST).date(), "UTC"))
    assert systemic(STAFF, short, engine=store).rows["score"][0] == whole["score"][0]


def test_the_weeks_of_a_cell_show_when_it_rose(store: Engine) -> None:
    fill(store, usual())
    weeks = series(STAFF, Filters(), "water", "B", engine=store)
    assert weeks["seen"][:9].mean() < 6 < 9 < weeks["seen"][-9:].mean()
    assert weeks["above_own"][-9:].all()
    assert weeks["above_own"][:9].sum() <= 1
    assert (weeks["low"] <= weeks["own"]).all()
    assert (weeks["own"] <= weeks["high"]).all()


def test_agencies_are_judged_by_their_own_past_only(store: Engine) -> None:
    fill(store, usual())
    with store.begin() as connection:
        connection.execute(update(case).values(agency_id=case.c.district_id))
    top = systemic(STAFF, Filters(), "agency", engine=store).rows.iloc[0]
    assert (top["topic"], top["unit"], top["kind"]) == ("water", "B", "grown")
    assert np.isnan(top["usual_others"])
    assert np.isnan(top["affected"])


def test_agencies_choose_rows_by_agency_and_change_no_score(duckdb_store: Engine) -> None:
    fill(duckdb_store, usual())
    with duckdb_store.begin() as connection:
        connection.execute(update(case).values(agency_id=case.c.district_id))
    columns = ["topic", "unit", "score", "events"]
    by_agency = systemic(STAFF, Filters(), "agency", engine=duckdb_store).rows[columns]
    of_b = systemic(STAFF, Filters(agencies=("B",), districts=("A",)), "agency", engine=duckdb_store).rows[columns]
    assert of_b.equals(by_agency[by_agency["unit"] == "B"].reset_index(drop=True))
    by_district = systemic(STAFF, Filters(), engine=duckdb_store).rows[columns]
    assert systemic(STAFF, Filters(agencies=("A",)), engine=duckdb_store).rows[columns].equals(by_district)


def test_the_order_in_which_cases_were_loaded_changes_nothing(duckdb_store: Engine) -> None:
    rows = usual()
    fill(duckdb_store, rows)
    first = systemic(STAFF, Filters(), engine=duckdb_store).rows
    with duckdb_store.begin() as connection:
        connection.execute(delete(case))
    mixed = [dict(row) for row in rows]
    Random(1).shuffle(mixed)
    load(duckdb_store, mixed, until=LAST + 1 - 1 / 86_400)
    assert systemic(STAFF, Filters(), engine=duckdb_store).rows.equals(first)


@pytest.mark.parametrize("moment", [40, 130])
def test_one_more_case_elsewhere_does_not_change_how_long_a_problem_stays(duckdb_store: Engine, moment: int) -> None:
    rows = usual()
    fill(duckdb_store, rows)
    first = systemic(STAFF, Filters(), engine=duckdb_store).rows.iloc[0]
    load(duckdb_store, [a_case(99_999, filed=moment, topic_id="snow", district_id="A")], until=LAST + 1 - 1 / 86_400)
    then = systemic(STAFF, Filters(), engine=duckdb_store).rows.iloc[0]
    for part in ("topic", "unit", "weeks_own", "weeks_others", "events", "again", "rated"):
        assert first[part] == then[part]


def test_the_planted_problem_ranks_first_the_loud_week_below_and_the_capital_is_not_all_red(
    planted: PlantedRegion,
) -> None:
    found = systemic(STAFF, Filters(), engine=planted.engine)
    place = found.rows.set_index(["topic", "unit"])
    quiet, loud = ((planted.truth[which]["topic"], planted.truth[which]["district"]) for which in ("systemic", "spike"))
    assert place.loc[quiet, "rank"] == 1
    assert place.loc[loud, "rank"] > 1
    assert place.loc[quiet, "score"] > 1.5 * place.loc[loud, "score"]
    assert place.loc[quiet, "events"] < place["events"].quantile(0.95), "it is not the biggest count"
    biggest = found.rows.groupby("unit")["events"].sum().idxmax()
    red = found.rows[(found.rows["unit"] == biggest) & (found.rows["score"] >= 20)]
    assert len(red) <= 4
    assert len(found.rows[found.rows["unit"] == biggest]) > 40


def test_the_command_answers_with_one_cell_and_its_weeks(duckdb_store: Engine) -> None:
    fill(duckdb_store, usual())
    asked = Question("systemic", topics=["water"], districts=["B"])
    answered = answer(asked, engine=duckdb_store)
    assert len(answered["rows"]) == 1
    assert len(answered["series"]) == 19
    assert answered["file"] == "systemic.toml"
    with pytest.raises(ValueError, match="no settings"):
        answer(Question("systemic", settings={"x": "1"}), engine=duckdb_store)
    with pytest.raises(ValueError, match="district, agency"):
        answer(Question("systemic", by="week"), engine=duckdb_store)


def test_periods_that_end_together_are_one_question(duckdb_store: Engine) -> None:
    fill(duckdb_store, usual())
    long, short = (Filters(period=Period(day(first), day(120))) for first in (0, 113))
    assert long.ending() == short.ending() and Filters().ending() == Filters()
    whole, end = (systemic(STAFF, asked, engine=duckdb_store) for asked in (long, long.ending()))
    pd.testing.assert_frame_equal(whole.rows, end.rows)
    assert (whole.first, whole.last, whole.weeks) == (end.first, end.last, end.weeks)


def test_a_file_with_a_senseless_weight_is_refused(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, duckdb_store: Engine
) -> None:
    from queries.settings import SHIPPED

    own = (SHIPPED / "systemic.toml").read_text(encoding="utf-8")
    (tmp_path / "systemic.toml").write_text(own.replace("repeats = 0.20", "repeats = -1"), encoding="utf-8")
    monkeypatch.setenv("SVODKA_SETTINGS", str(tmp_path))
    with pytest.raises(ValueError, match="0 or more"):
        settings()
