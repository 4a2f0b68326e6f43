"""Silent districts and hot spots asked of a store."""

import json
from datetime import date

import pytest
from shapely.geometry import box, mapping
from sqlalchemy import Engine, insert, update

from queries.filters import Filters, days_period
from queries.hotspots import hotspots
from queries.question import Question, answer
from queries.scope import scope_for
from queries.silent import silent
from store.tables import case_link, district
from tests.queries.conftest import PlantedRegion
from tests.sample_cases import a_case, load, load_region

OPERATOR = scope_for("operator")
SQUARES = [(x, y) for x in range(5) for y in range(5)]


def filled(store: Engine, squares: list[tuple[int, int]] = SQUARES) -> None:
    """A grid of districts with four cases each; eight in the corner; one district wrote nothing."""
    load_region(store, {f"{x}{y}": 10_000 for x, y in squares})
    with store.begin() as connection:
        for x, y in squares:
            outline = json.dumps(mapping(box(x, y, x + 1, y + 1)))
            connection.execute(update(district).where(district.c.id == f"{x}{y}").values(geometry=outline))
        connection.execute(insert(case_link).values(event_id="e", case_id="pos:1", reason="source"))
        connection.execute(insert(case_link).values(event_id="e", case_id="pos:2", reason="source"))
    places = [(x, y, 40 if x >= 3 and y >= 3 else 0 if (x, y) == (0, 2) else 16) for x, y in squares]
    cases = [
        (x, y, n) for x, y, count in places for n in range(count)
    ]  # fmt: skip
    load(
        store,
        [
            a_case(i, district_id=f"{x}{y}", topic_id="t", applicant_key=f"p{n % 4}", lat=y + 0.5, lon=x + 0.5)
            for i, (x, y, n) in enumerate(cases)
        ],
    )


def test_a_district_without_a_case_is_the_most_silent_one(store: Engine) -> None:
    filled(store)
    rows, left_out = silent(OPERATOR, Filters(), engine=store)
    assert rows["district"][0] == "02"
    assert bool(rows["is_silent"][0])
    assert int(rows["seen"][0]) == left_out == 0
    assert rows["is_silent"].sum() == 1
    of_first = rows.set_index("district").loc["00"]
    assert (of_first["cases"], of_first["applicants"], of_first["per_applicant"]) == (16, 4, 4)
    assert of_first["reporters_per_event"] == 2
    assert (of_first["seen"], of_first["events"]) == (16, 15)


def test_a_case_that_is_linked_twice_is_one_of_its_event(store: Engine) -> None:
    """Two cases told by the source and a third found alike: three of one event, not five of two."""
    filled(store)
    with store.begin() as connection:
        alike = [{"event_id": "found", "case_id": f"pos:{n}", "reason": "similarity"} for n in (1, 2, 3)]
        connection.execute(insert(case_link), alike)
    rows, _ = silent(OPERATOR, Filters(), engine=store)
    of_first = rows.set_index("district").loc["00"]
    assert (of_first["reporters_per_event"], of_first["events"]) == (3, 14)


def test_a_head_has_nothing_to_compare_with(store: Engine) -> None:
    filled(store)
    rows, _ = silent(scope_for("head", districts=("02",)), Filters(), engine=store)
    assert rows.empty


def test_hot_districts_lie_together_and_cells_are_asked_by_name(store: Engine) -> None:
    filled(store)
    rows = hotspots(OPERATOR, Filters(), engine=store).set_index("district")
    assert rows.loc["44", "is_hot"]
    assert not rows.loc["00", "is_hot"]
    assert rows.loc["44", "rate"] == 40
    cells = answer(Question("hotspots", subject="cells"), engine=store)
    assert cells["state"] == "value"
    assert sum(row["cases"] for row in cells["rows"]) == rows["cases"].sum()
    assert sum(row["events"] for row in cells["rows"]) == rows["events"].sum() == rows["cases"].sum() - 1


def test_a_period_too_short_for_parts_is_judged_as_a_whole(store: Engine) -> None:
    filled(store)
    day = Filters(period=days_period(date(2026, 1, 1), date(2026, 1, 1), "UTC"))
    rows = hotspots(OPERATOR, day, engine=store)
    assert rows["cases"].sum() == 20 * 16 + 4 * 40
    assert set(rows["kind"].dropna()) == {"hot"}
    nowhere = answer(Question("hotspots", subject="cells", date_from="2027-01-01", date_to="2027-01-01"), engine=store)
    assert nowhere["state"] == "too_few"  # no case, no coordinates


def test_a_small_region_says_so_instead_of_guessing(duckdb_store: Engine) -> None:
    filled(duckdb_store, SQUARES[:8])
    answered = answer(Question("hotspots"), engine=duckdb_store)
    assert (answered["state"], answered["rows"]) == ("too_few", [])
    assert "too few districts: 8" in answered["words"]


@pytest.mark.parametrize(
    "asked", [Question("hotspots", subject="streets"), Question("hotspots", settings={"resolution": "15"})]
)
def test_what_cannot_be_asked_is_refused(duckdb_store: Engine, asked: Question) -> None:
    with pytest.raises(ValueError, match=r"choose one of|between 5 and 9"):
        answer(asked, engine=duckdb_store)


def test_the_planted_silent_district_is_found(planted: PlantedRegion) -> None:
    rows, _ = silent(OPERATOR, Filters(), engine=planted.engine)
    of_all = rows.set_index("district").loc[planted.truth["silent_district"]]
    assert bool(of_all["is_silent"])
    assert of_all["high"] < 0.3
    quarter = days_period(date(2026, 8, 1), date(2026, 10, 31), planted.truth["timezone"])
    of_quarter, _ = silent(OPERATOR, Filters(period=quarter), engine=planted.engine)
    found = of_quarter.set_index("district").loc[planted.truth["silent_district"]]
    assert bool(found["is_silent"])
