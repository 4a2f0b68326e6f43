"""The live map: what it says and draws, and what a click does."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import select, update

from components import live, map_marks, maps
from components.words import speak
from queries.cases import further
from queries.filters import Filters
from queries.measure import measure
from queries.scope import scope_for
from store.desk_tables import audit_log
from store.engine import open_desk, open_store
from store.tables import case, district
from tests.pages.conftest import Dashboard
from tests.pages.live_map_seen import a_point, ageless, click, layer, link_two, spec, texts
from tests.pages.small_store import DISTRICTS as PLACES
from tests.pages.small_store import NOW

OPERATOR = scope_for("operator")


def test_the_sentence_says_what_the_metrics_say(changed_store: Path, dashboard: Dashboard) -> None:
    link_two()
    at = dashboard("live_map", role="operator")
    waiting = int(measure("in_work", OPERATOR, Filters())["numerator"].iloc[0])
    late = int(measure("overdue_now", OPERATOR, Filters())["numerator"].iloc[0])
    beyond = further(OPERATOR, Filters(), ("in_work", "overdue_now"))
    of_waiting, of_late = waiting - beyond["in_work"], late - beyond["overdue_now"]
    assert waiting > of_waiting > 0 and late > 0
    words = f"**{waiting}** cases are in work ({of_waiting} events), **{late}** ({of_late} events) are overdue."
    assert words in texts(at)


def test_marks_and_lists_go_by_the_dates_as_the_sentence_does(changed_store: Path, dashboard: Dashboard) -> None:
    newest = (
        select(case.c.id).where(case.c.closed_at.is_(None), case.c.lat.is_not(None)).order_by(case.c.filed_at.desc())
    )
    with open_store().begin() as connection:
        closed, answered, left = connection.execute(newest.limit(3)).scalars()
        dated = update(case).where(case.c.id == closed)  # "in progress", says the source
        connection.execute(dated.values(closed_at=NOW, decided_at=NOW))
        soon = NOW + timedelta(hours=1)
        undated = update(case).where(case.c.id == answered)
        connection.execute(undated.values(state="answered", due_at=soon))
    st.cache_data.clear()
    at = dashboard("live_map", role="operator")
    waiting = int(measure("in_work", OPERATOR, Filters())["numerator"].iloc[0])
    drawn = {row[0] for one in spec(at)["layers"] if one["id"].split("-")[0] in map_marks.STATES for row in one["data"]}
    assert f"**{waiting}** cases are in work" in texts(at)
    assert f"With coordinates: {len(drawn)} of {waiting}." in texts(at)
    seen = drawn | {str(button.key).partition("_badge_")[2] for button in at.button}
    assert left in seen and not seen & {closed, answered}


@pytest.mark.parametrize("role", ["operator", "staff", "head", "admin"])
@pytest.mark.parametrize(("lang", "word"), [("ru", "В работе"), ("en", "in work")])
def test_the_map_opens_for_every_role_in_both_languages(
    small_store: Path, dashboard: Dashboard, role: str, lang: str, word: str
) -> None:
    at = dashboard("live_map", role=role, lang=lang, **{"as": "99601000"} if role == "head" else {})
    assert not at.exception
    assert word in texts(at)
    assert spec(at)["layers"]


def test_the_period_does_not_hide_what_is_overdue_since_long_ago(small_store: Path, dashboard: Dashboard) -> None:
    assert (
        texts(dashboard("live_map", p="24h")).splitlines()[1:3]
        == texts(dashboard("live_map", p="1y")).splitlines()[1:3]
    )


def test_a_head_sees_the_cases_of_the_own_municipality_and_its_administration_only(
    small_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("live_map", role="head", **{"as": "99601000"})
    with open_store().connect() as connection:
        own = (case.c.district_id == "99601000") | (case.c.agency_id == "rechnoy")
        mine = {row.id for row in connection.execute(select(case.c.id).where(own))}
    seen = {row[0] for one in spec(at)["layers"] if one["id"].split("-")[0] in map_marks.STATES for row in one["data"]}
    assert seen and seen <= mine


def test_the_drawing_asks_no_other_host(small_store: Path, dashboard: Dashboard) -> None:
    assert "http" not in json.dumps(spec(dashboard("live_map")))


def test_a_click_on_a_municipality_filters_and_a_second_click_lets_go(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map")
    before = ageless(texts(at))
    click(at, "district", {"properties": {"0": "99601000"}})
    assert at.query_params["d"] == "99601000"
    assert ageless(texts(at)) != before
    assert len(layer(at, "chosen")["data"]) == 1
    click(at, "district", {"properties": {"0": "99601000"}})
    assert "d" not in at.query_params
    assert ageless(texts(at)) == before


def test_the_other_municipalities_keep_their_colours_when_one_is_chosen(
    small_store: Path, dashboard: Dashboard
) -> None:
    fills = [
        [f["properties"]["f"] for f in layer(dashboard("live_map", **p), "district")["data"]]
        for p in ({}, {"d": "99601000"})
    ]
    assert fills[0] == fills[1]


def test_a_click_is_taken_once(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map")
    click(at, "district", {"properties": {"0": "99601000"}})
    at.run()  # the next tick: Streamlit still holds the old selection
    assert at.query_params["d"] == "99601000"


def test_a_click_on_a_case_opens_its_file_and_writes_the_reading_down(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map", role="operator")
    point = a_point(at)
    click(at, "overdue", point)
    assert at.query_params["case"] == point[0]
    assert "What was written" in texts(at) and "Прошу помочь" in texts(at)
    with open_desk().connect() as connection:
        (read,) = connection.execute(select(audit_log)).all()
    assert (read.action, read.role, read.subject) == ("read_text", "operator", point[0])


def test_ticks_do_not_count_as_further_readings(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map", role="operator")
    at.query_params["case"] = a_point(at)[0]
    for _ in range(3):
        at.run()
    with open_desk().connect() as connection:
        assert len(connection.execute(select(audit_log)).all()) == 1


def test_staff_read_no_words_of_residents(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map", role="staff")
    click(at, "overdue", a_point(at))
    assert "Прошу помочь" not in texts(at)
    assert "Your role sees the facts" in texts(at)
    with open_desk().connect() as connection:
        assert connection.execute(select(audit_log)).all() == []


def test_what_has_no_place_is_counted_and_said(small_store: Path, dashboard: Dashboard) -> None:
    with open_store().connect() as connection:
        open_cases = connection.execute(select(case.c.district_id, case.c.lat).where(case.c.closed_at.is_(None))).all()
    hidden = sum(row.lat is None and row.district_id in (None, "99702000") for row in open_cases)
    said = texts(dashboard("live_map"))
    assert f"{hidden} cases have no place on the map." in said
    assert "No boundary is loaded for: Ozyorsk." in said


def test_without_a_colour_of_the_map_nobody_is_sent_to_look_at_it(small_store: Path, dashboard: Dashboard) -> None:
    assert "seen only in the colour of their municipality" in texts(dashboard("live_map"))
    without = texts(dashboard("live_map", layer="none"))
    assert "With coordinates: " in without and "seen only" not in without


def test_a_municipality_without_cases_is_zero_not_unknown(small_store: Path, dashboard: Dashboard) -> None:
    quiet = next(f for f in layer(dashboard("live_map"), "district")["data"] if f["properties"]["0"] == "99602000")
    assert "In work: 0" in quiet["properties"]["3"]
    assert quiet["properties"]["f"][3] > 0


def test_a_region_without_boundaries_shows_points_and_says_so(changed_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        connection.execute(update(district).values(geometry=None))
    st.cache_data.clear()
    at = dashboard("live_map")
    assert not at.exception
    assert "No boundaries of municipalities are loaded" in texts(at)
    assert a_point(at)[0].startswith(("social:", "call_122:"))


def test_an_empty_store_says_what_to_do(empty_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map", role="operator")
    assert not at.exception
    assert at.get("deck_gl_json_chart") == []
    assert "Nothing has been loaded yet" in "\n".join(node.value for node in at.subheader)


def test_the_link_restores_the_colour_and_the_states(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map", layer="overdue", marks="overdue")
    assert {one["id"].split("-")[0] for one in spec(at)["layers"]} & set(map_marks.STATES) == {"overdue"}
    html: Any = at.get("html")
    assert "Overdue:" in "\n".join(node.value for node in html)


def test_many_cases_become_cells_with_the_same_total(
    small_store: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed = sum(
        len(one["data"]) for one in spec(dashboard("live_map"))["layers"] if one["id"].split("-")[0] in map_marks.STATES
    )
    monkeypatch.setattr(maps, "MOST_POINTS", 3)
    st.cache_data.clear()
    at = dashboard("live_map")
    counts = [int(row[3].split()[0]) for row in layer(at, "cell")["data"]]
    assert sum(counts) == placed
    assert "Too many cases to draw each" in texts(at)
    assert {tuple(f["properties"]["f"]) for f in layer(at, "district")["data"]} == {(0, 0, 0, 0)}  # one colour scale


def test_the_lists_beside_the_map_hold_what_is_due_next_and_what_came_last(
    small_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("live_map")
    listed = [button.key for button in at.button if button.key and button.key.startswith(("_due", "_filed"))]
    due = [key.split("_badge_")[1] for key in listed if key.startswith("_due")]
    with open_store().connect() as connection:
        rows = {row.id: row for row in connection.execute(select(case).where(case.c.id.in_(due)))}
    deadlines = [rows[one].due_at for one in due]
    assert len(due) == live.LISTED
    assert deadlines == sorted(deadlines) and deadlines[0] >= NOW - timedelta(days=1)
    assert all(rows[one].decided_at is None for one in due)


def test_the_table_twin_holds_the_numbers_of_the_map(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map")
    twin = at.dataframe[0].value.set_index("name")["in_work"]
    by_district = (
        measure("in_work", OPERATOR, Filters(), "district").dropna(subset=["key"]).set_index("key")["numerator"]
    )
    assert twin.to_dict() == {PLACES[str(key)][1]: value for key, value in by_district.items()}


def test_class_labels_say_whole_numbers_and_ranges() -> None:
    speak("ru")
    try:
        assert live.class_labels((0.0, 1.0, 2.0, 6.0), 0) == ["0", "1", "2–5", "от 6"]
        assert live.class_labels((0.5, 1.5), 1) == ["от 0,5", "от 1,5"]
    finally:
        speak(None)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Озёрский район", "Озёрский"),
        ("городской округ город Омск", "город Омск"),
        ("Омск", "Омск"),
        ("Rechnoy District", "Rechnoy"),
    ],
)
def test_names_on_the_map_leave_out_the_word_for_district(name: str, short: str) -> None:
    assert live.short_name(name) == short
