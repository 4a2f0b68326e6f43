import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import select, update
from streamlit.testing.v1 import AppTest
from streamlit.typing import PydeckState

from components import live, map_marks, maps, pulse
from components.words import speak
from queries import cached
from queries.filters import Filters
from queries.measure import measure
from queries.scope import scope_for
from store.desk_tables import audit_log
from store.dialects import append_rows
from store.engine import open_desk, open_store
from store.tables import annotation, case, case_link, district, import_batch
from tests.pages.small_store import DISTRICTS as PLACES
from tests.pages.small_store import NOW, _arrow, _case

Dashboard = Callable[..., AppTest]
OPERATOR = scope_for("operator")


def texts(at: AppTest) -> str:
    return "\n".join(
        str(node.value) for kind in (at.markdown, at.caption, at.info, at.text, at.header) for node in kind
    )


def spec(at: AppTest) -> dict[str, Any]:
    (chart,) = at.get("deck_gl_json_chart")
    return json.loads(chart.proto.json)


def layer(at: AppTest, name: str) -> dict[str, Any]:
    return next(one for one in spec(at)["layers"] if one["id"].startswith(name))


def click(at: AppTest, name: str, thing: Any) -> AppTest:
    generation = layer(at, "district")["id"].rsplit("-")[-1]
    chosen = {"indices": {f"{name}-{generation}": [0]}, "objects": {f"{name}-{generation}": [thing]}}
    at.session_state["live_map"] = PydeckState({"selection": chosen})
    return at.run()


def a_point(at: AppTest) -> list[Any]:
    """One of the drawn cases: [id, lon, lat, text]."""
    drawn = [one for one in spec(at)["layers"] if one["id"].split("-")[0] in map_marks.STATES]
    return drawn[-1]["data"][0]


def test_the_sentence_says_what_the_metrics_say(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map", role="operator")
    waiting = int(measure("in_work", OPERATOR, Filters())["numerator"].iloc[0])
    late = int(measure("overdue_now", OPERATOR, Filters())["numerator"].iloc[0])
    assert waiting > 0 and late > 0
    assert f"**{waiting}** cases are in work, **{late}** are overdue." in texts(at)


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


def ageless(said: str) -> str:
    """Without the age of the data, which goes on while a test clicks."""
    return re.sub(r"\d+\s(h|min)\b", "", said)


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


def test_a_municipality_without_cases_is_zero_not_unknown(small_store: Path, dashboard: Dashboard) -> None:
    quiet = next(f for f in layer(dashboard("live_map"), "district")["data"] if f["properties"]["0"] == "99602000")
    assert "In work: 0" in quiet["properties"]["3"]
    assert quiet["properties"]["f"][3] > 0


def test_a_region_without_boundaries_shows_points_and_says_so(small_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        connection.execute(update(district).values(geometry=None))
    st.cache_data.clear()
    at = dashboard("live_map")
    assert "No boundaries of municipalities are loaded" in texts(at)
    assert a_point(at)[0].startswith(("social:", "call_122:"))


def test_an_empty_store_says_what_to_do(empty_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map", role="operator")
    assert not at.exception
    assert at.get("deck_gl_json_chart") == []
    assert "Nothing has been loaded yet" in "\n".join(node.value for node in at.subheader)


def arrive(number: int) -> str:
    """A case that came in a minute ago; returns its id."""
    from random import Random

    row = _case(number, NOW - timedelta(days=1), 1, Random(1)) | {
        "id": f"social:{number}",
        "channel": "social",
        "precision": "minute",
        "source_number": str(number),
        "filed_at": NOW - timedelta(minutes=1),
        "closed_at": None,
        "decided_at": None,
        "state": "new",
        "due_at": NOW + timedelta(hours=3),
        "lat": 55.5,
        "lon": 73.5,
        "district_id": "99701000",
    }
    with open_store().begin() as connection:
        append_rows(connection, case, _arrow(case, [row]))
        connection.execute(
            import_batch.insert().values(
                id=2,
                file="x",
                sha256="1",
                layout="x",
                channel="social",
                imported_at=NOW,
                read=1,
                new=1,
                updated=0,
                unchanged=0,
                rejected=0,
            )
        )
    st.cache_data.clear()
    return str(row["id"])


def test_a_case_that_came_in_since_the_last_tick_is_marked_on_the_map_and_in_the_list(
    small_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("live_map")
    assert not any(one["id"] == "fresh" for one in spec(at)["layers"])
    came = arrive(990001)
    at.run()
    assert [row[0] for row in layer(at, "fresh")["data"]] == [came]
    marked = [button.label for button in at.button if "new]" in button.label]
    assert marked and all("blue-badge" in label for label in marked)


def test_the_view_does_not_move_when_cases_come_in(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map")
    before = spec(at)["initialViewState"]
    arrive(990002)
    assert spec(at.run())["initialViewState"] == before


def test_a_store_that_stops_answering_leaves_the_map_and_says_that_it_stands_still(
    small_store: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = dashboard("live_map")
    before = spec(at)

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("gone")

    arrive(990003)  # new data that nobody can read
    monkeypatch.setattr(cached, "points", broken)
    for _ in range(pulse.MANY_MISSED):
        at.run()
    assert not at.exception
    assert spec(at) == before
    assert "Stands still since" in texts(at)


def test_old_data_are_called_old(small_store: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "utc_now", lambda: NOW + timedelta(days=5))
    assert "Data are older than usual" in texts(dashboard("live_map"))


def test_fresh_data_are_called_live(small_store: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "utc_now", lambda: NOW + timedelta(minutes=5))
    said = texts(dashboard("live_map"))
    assert "Live, every 10 s" in said
    assert "Data until 21 Nov 2026, 18:00" in said


def test_a_pause_is_said_and_stops_the_clock(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map")
    at.toggle(key="live_paused").set_value(True).run()
    assert "Paused at" in texts(at)


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
    assert f"{len(filed)} cases filed since 21 Nov 2026, 08:00 and still in work" in texts(at)
    whole = dashboard("live_map", role="operator")
    assert live_sentence(at) == live_sentence(whole)  # what is in work does not depend on the watch
    listed = {str(button.key).split("_badge_")[1] for button in at.button if str(button.key).startswith("_filed")}
    assert listed <= {row.id for row in filed}


def live_sentence(at: AppTest) -> str:
    return next(line for line in texts(at).splitlines() if "in work," in line)


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
    small_store: Path, dashboard: Dashboard
) -> None:
    with open_store().begin() as connection:
        placed = select(case.c.id).where(case.c.lat.is_not(None), case.c.closed_at.is_(None))
        pair = list(connection.execute(placed.order_by(case.c.filed_at).limit(2)).scalars())
        connection.execute(case_link.insert(), [{"event_id": "e", "case_id": one, "reason": "near"} for one in pair])
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
    at.pills(key="live_on").set_value([]).run()
    assert "on" not in at.query_params and "Метель" not in texts(at)


def test_the_change_of_a_municipality_says_both_counts_and_is_left_out_where_they_are_few(
    small_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("live_map", layer="change", role="operator")
    told = {f["properties"]["0"]: f["properties"] for f in layer(at, "district")["data"]}
    assert "Filed: " in told["99701000"]["3"] and "the time before" in told["99701000"]["3"]
    assert told["99701000"]["f"][3] > 0 and told["99602000"]["f"][3] == 0  # Tikhy has no case
    assert "too few to compare" in told["99602000"]["3"]
    html: Any = at.get("html")
    assert any("▲▲" in node.value and "no data" in node.value for node in html)
    assert "Nothing to compare with" in texts(dashboard("live_map", layer="change", cmp="none"))
