"""What can be laid over the live map, and what narrows it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import streamlit as st
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from components import map_marks
from store.engine import open_store
from store.record_tables import annotation
from store.tables import case
from tests.pages.conftest import Dashboard
from tests.pages.live_map_seen import click, layer, link_two, spec, texts
from tests.pages.small_store import NOW


def test_a_watch_narrows_the_marks_and_the_lists_to_what_was_filed_since_and_says_so(
    small_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("live_map", role="operator", since="shift", begin="0800")
    since = NOW - timedelta(hours=10)
    with open_store().connect() as connection:
        filed = connection.execute(
            select(case.c.id, case.c.lat).where(case.c.filed_at >= since, case.c.closed_at.is_(None))
        ).all()
    on_map = {
        row[0] for one in spec(at)["layers"] if one["id"].split("-")[0] in map_marks.STATES for row in one["data"]
    }
    assert on_map == {row.id for row in filed if row.lat is not None}
    assert f"{len(filed)} cases ({len(filed)} events) filed since 21 Nov 2026, 08:00 and still in work" in texts(at)
    whole = dashboard("live_map", role="operator")
    assert live_sentence(at) == live_sentence(whole)  # what is in work does not depend on the watch
    listed = {str(button.key).split("_badge_")[1] for button in at.button if str(button.key).startswith("_filed")}
    assert listed <= {row.id for row in filed}


def live_sentence(at: AppTest) -> str:
    return next(line for line in texts(at).splitlines() if "in work (" in line)


def test_cases_are_coloured_by_topic_or_channel_with_a_legend_that_counts_them(
    small_store: Path, dashboard: Dashboard
) -> None:
    for by, word in (("topic", "Дороги"), ("channel", "Social media")):
        at = dashboard("live_map", by=by)
        drawn = [one for one in spec(at)["layers"] if one["id"].startswith("group")]
        html: Any = at.get("html")
        legend = next(node.value for node in html if word in node.value)
        assert drawn and all(f" · {len(one['data'])}<" in legend for one in drawn)
        ids = [one["id"] for one in drawn]
        assert ids == sorted(ids, reverse=True)  # the commonest lies on top
    case_id = drawn[0]["data"][0][0]
    click(at, ids[0].split("-")[0], drawn[0]["data"][0])
    assert at.query_params["case"] == case_id


def test_a_rectangle_filters_every_page_is_drawn_and_a_chip_takes_it_away(
    small_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("live_map", role="operator")
    south = next(each for each in at.number_input if "South" in each.label)
    north = next(each for each in at.number_input if "North" in each.label)
    south.set_value(55.0)
    north.set_value(55.5)
    apply = next(button for button in at.button if button.label == "Apply")
    apply.click().run()
    assert at.query_params["box"].startswith("55.0,73.0,55.5,")
    marks = [row for one in spec(at)["layers"] if one["id"].split("-")[0] in map_marks.STATES for row in one["data"]]
    assert marks and all(row[2] <= 55.5 for row in marks)
    assert layer(at, "rectangle")["data"]
    for page in ("overview", "districts", "cases", "agencies"):
        assert not dashboard(page, box=at.query_params["box"]).exception
    at.button(key="chip_bounds").click().run()
    assert "box" not in at.query_params


def test_hot_spots_spikes_events_and_notes_lie_over_the_map_and_are_told_in_words(
    changed_store: Path, dashboard: Dashboard
) -> None:
    pair = link_two()
    with open_store().begin() as connection:
        connection.execute(annotation.insert(), [
            {"starts_at": NOW - timedelta(days=1), "kind": "storm", "title": "Метель", "district_id": place,
             "district_source": place, "batch_id": 1}
            for place in ("99601000", None)
        ])  # fmt: skip
    st.cache_data.clear()
    at = dashboard("live_map", on="hot,spikes,events,notes")
    assert not at.exception
    assert len(layer(at, "events")["data"]) == 1 and [row[0] for row in layer(at, "event-rings")["data"]] == pair[:1]
    assert [row[0] for row in layer(at, "notes")["data"]] == ["✎ Метель"]  # the other has no place: below the map only
    said = texts(at)
    assert "1 event joins 2 cases" in said
    assert "storm · Rechnoy district: Метель" in said and "storm · the whole region: Метель" in said
    assert "Too few districts" in said  # four municipalities
    assert "hot cell" in said or "Too few cells" in said
    at.pills(key="live_on").set_value([]).run()
    assert "on" not in at.query_params and "Метель" not in texts(at)


def test_density_lies_under_the_cases_and_counts_the_same_ones(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map", on="density")
    marks = [row for one in spec(at)["layers"] if one["id"].split("-")[0] in map_marks.STATES for row in one["data"]]
    assert sum(int(row[3].split()[0]) for row in layer(at, "cell")["data"]) == len(marks) > 0
    assert "Hexagons count the cases in work" in texts(at) and "Too many" not in texts(at)


def test_the_change_of_a_municipality_says_both_counts_and_is_left_out_where_they_are_few(
    small_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("live_map", layer="change", role="operator")
    told = {f["properties"]["0"]: f["properties"] for f in layer(at, "district")["data"]}
    assert "Filed: " in told["99701000"]["3"] and "the time before" in told["99701000"]["3"]
    assert told["99701000"]["f"][3] > 0 and told["99602000"]["f"][3] == 0  # Tikhy has no case
    assert "too few to compare" in told["99602000"]["3"]
    twin = at.dataframe[0].value.set_index("name")
    assert (
        f"Filed: {twin['now']['Svetly city']:.0f}, the time before {twin['before']['Svetly city']:.0f} ("
        in (told["99701000"]["3"])
    )
    html: Any = at.get("html")
    assert any("▲▲" in node.value and "no data" in node.value for node in html)
    assert "Nothing to compare with" in texts(dashboard("live_map", layer="change", cmp="none"))
