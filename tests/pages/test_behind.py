"""What lies behind the numbers of agencies and municipalities: a click lists as many cases as the number says."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, update
from streamlit.testing.v1 import AppTest
from streamlit.typing import DataframeState, VegaLiteState

from components import behind, unit_table
from components.search_hits import plain
from queries.cases import case_page
from queries.filters import Filters, from_params
from queries.measure import measure
from queries.scope import scope_for
from queries.transfers import advice_of, pairs
from store.engine import open_store
from store.tables import agency, case
from tests.pages.conftest import Dashboard, Lend

STAFF = scope_for("staff")


def clicked(at: AppTest, key: str, state: Any) -> tuple[int, dict[str, str]]:
    """How many cases the list has that a click opens, and its link."""
    at.session_state[f"{key}_0"] = state
    at.run()
    assert not at.exception
    named: tuple[str, ...] = ("a", "d", "tp", "metric")
    link = {name: str(at.query_params[name]) for name in named if name in at.query_params}
    return case_page(STAFF, from_params(link), metric_id=link["metric"], limit=1).total, link


def on_cell(row: int, column: str) -> DataframeState:
    return DataframeState({"selection": {"rows": [], "columns": [], "cells": [(row, column)]}})


def test_a_click_on_a_number_lists_its_cases_and_on_a_name_opens_the_profile(
    small_store: Path, dashboard: Dashboard
) -> None:
    for column, metric in (
        ("Name", {}),
        ("On time", {"metric": "on_time"}),
        ("Explained", {"metric": "outcome:explained"}),
    ):
        wanted = {"a": "roads"} | metric
        at = dashboard("agencies", p="all")
        row = list(at.dataframe[0].value["Name"]).index("Roads Department")
        chosen = DataframeState({"selection": {"rows": [], "columns": [], "cells": [(row, column)]}})
        at.session_state["agencies_table_0"] = chosen
        at.run()
        assert not at.exception
        assert {name: at.query_params[name] for name in wanted} == wanted
        assert ("metric" in at.query_params) == ("metric" in wanted)


def sent_on_and_come_again(engine: Engine) -> None:
    """What the roads have came to the city first, and from one applicant."""
    with engine.begin() as connection:
        connection.execute(update(case).values(agency_received_id=case.c.agency_id))
        of_roads = case.update().where(case.c.agency_id == "roads")
        connection.execute(of_roads.values(agency_received_id="svetly", applicant_key="k"))


def test_a_list_is_as_long_as_the_number_of_its_cell(lend: Lend, dashboard: Dashboard) -> None:
    lend(sent_on_and_come_again)
    ways, roads = pairs(open_store(), STAFF, Filters()), Filters(agencies=("roads",))
    parts = measure("outcome", STAFF, roads).set_index("part")["numerator"]
    cells = [
        (
            "sent",
            "svetly",
            "Sent on by Svetly City Administration",
            ways[ways["received"] != ways["now"]]["cases"].sum(),
        ),
        ("explained", "roads", "Outcomes: explained", parts["explained"]),
        ("repeat", "roads", "Repeat appeals", measure("repeat", STAFF, roads)["numerator"].sum()),
    ]
    for column, unit, title, n in cells:
        wanted = {name: value for name, value in unit_table.leads_to("agencies", column, unit).items() if value}
        assert ("a" in wanted) == (column != "sent"), "what was sent on is with others now"
        told = [part.value for part in dashboard("cases", p="all", **wanted).markdown]
        assert n > 0
        assert any(words.startswith(f"**{plain(title)}**: {n} cases") for words in told), column


@pytest.mark.parametrize(
    ("page", "view", "key", "column", "lists"),
    [
        ("agencies", "chance", "ranks_shown", "Cases", "on_time:judged"),
        ("districts", "chance", "ranks_shown", "On time", "on_time"),
        ("agencies", "work", "mix_shown", "Cases judged", "on_time:judged"),
        ("districts", "work", "mix_shown", "Usual for such cases", "on_time:judged"),
        ("agencies", "rating", "rating_shown", "Time to answer", "time_to_answer:judged"),
        ("districts", "rating", "rating_shown", "Index", "received"),
    ],
)
def test_a_place_a_kind_of_work_and_an_index_lead_to_the_cases_they_are_of(
    small_store: Path, dashboard: Dashboard, page: str, view: str, key: str, column: str, lists: str
) -> None:
    at = dashboard(page, p="all", view=view)
    row = at.dataframe[0].value.iloc[0]
    total, link = clicked(at, key, on_cell(0, column))
    assert link["metric"] == lists
    metric_id, _colon, judged = lists.partition(":")
    told = measure(metric_id, STAFF, from_params(link)).iloc[0]
    assert total == told["denominator" if judged else "numerator"] > 0
    if column in ("Cases", "Cases judged"):
        assert total == row[column]
    if view == "rating" and judged:
        assert row[column].endswith(f" · {total:,}")


def test_a_pair_of_the_matrix_and_an_advice_lead_to_the_cases_they_count(lend: Lend, dashboard: Dashboard) -> None:
    lend(sent_on_and_come_again)
    pair = {"received": "svetly", "now": "roads"}
    state = VegaLiteState({"selection": {behind.CLICKED: [pair]}})
    total, link = clicked(dashboard("agencies", p="all", view="sent"), "transfers", state)
    ways = pairs(open_store(), STAFF, Filters()).set_index(["received", "now"])["cases"]
    assert (total, link) == (ways["svetly", "roads"], {"a": "roads", "metric": "sent_on:svetly"})
    advice = advice_of(open_store(), STAFF, Filters()).iloc[0]
    for column, n in (("Cases", "cases"), ("End there", "moved")):
        total, link = clicked(dashboard("agencies", p="all", view="sent"), "advice_shown", on_cell(0, column))
        assert total == advice[n] > 0
        assert link["metric"].endswith(f":svetly@{advice['topic']}")


def test_a_head_is_led_to_the_own_cases_only(small_store: Path, dashboard: Dashboard) -> None:
    person = {"role": "head", "as": "99701000", "p": "all", "view": "chance", "classes": "none"}
    at = dashboard("districts", d="99601000", **person)
    assert any("to the nearest five" in part.value for part in at.caption)
    named = list(at.dataframe[0].value["Name"])
    at.session_state["ranks_shown_0"] = on_cell(named.index("Rechnoy district"), "Cases")
    at.run()
    assert "metric" not in at.query_params
    at = dashboard("districts", **person)
    at.session_state["ranks_shown_0"] = on_cell(named.index("Svetly city"), "Cases")
    at.run()
    assert (at.query_params["d"], at.query_params["metric"]) == ("99701000", "on_time:judged")
    mine = dashboard("districts", **(person | {"view": "mine", "d": "99601000"}))
    assert any("Svetly city in its class" in part.value for part in mine.markdown), "whatever the link says"


def test_an_agency_that_has_cases_only_below_it_is_called_by_its_name(
    changed_store: Path, dashboard: Dashboard
) -> None:
    with open_store().begin() as connection:
        ministry = {"id": "ministry", "region": "99", "name_ru": "Министерство", "name_en": "Ministry of Roads"}
        kind = connection.execute(select(agency.c.kind).where(agency.c.id == "roads")).scalar_one()
        connection.execute(insert(agency).values(**ministry, kind=kind))
        connection.execute(agency.update().where(agency.c.id == "roads").values(parent_id="ministry"))
    at = dashboard("agencies", p="all", view="chance", tree="1", kind=kind)
    assert not at.exception
    named = list(at.dataframe[0].value["Name"])
    assert "Ministry of Roads" in named and "ministry" not in named
    row = named.index("Ministry of Roads")
    n = at.dataframe[0].value["Cases"][row]
    total, link = clicked(at, "ranks_shown", on_cell(row, "Cases"))
    assert (total, link["a"]) == (n, "roads"), "it has no case of its own"
