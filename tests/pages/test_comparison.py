"""Agencies and municipalities for every role in both languages: all views open and say what they should."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import insert, select
from streamlit.testing.v1 import AppTest

from components import comparison
from components.ahead import ask_ahead
from queries.cases import case_page
from queries.filters import Filters
from queries.measure import measure
from queries.profile import VIEWS as PROFILE
from queries.scope import scope_for
from store.engine import open_store
from store.record_tables import annotation
from store.tables import case, case_link, district
from tests.pages.cases_seen import texts
from tests.pages.conftest import Dashboard

VIEWS = {
    "agencies": ("well", "chance", "work", "sent", "rating"),
    "districts": ("mine", "map", "course", "topics", "chance", "work", "rating"),
}
STAFF = scope_for("staff")
WORDS = {"ru": ("Быстро и хорошо", "Случайность или нет"), "en": ("Fast and well", "Against chance")}


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("page", ["agencies", "districts"])
def test_every_view_opens_in_both_languages(small_store: Path, dashboard: Dashboard, page: str, lang: str) -> None:
    for view in VIEWS[page]:
        at = dashboard(page, lang=lang, p="all", view=view)
        assert not at.exception, view
        assert at.markdown[1].value.startswith("В срок: " if lang == "ru" else "On time: ")


@pytest.mark.parametrize("role", ["staff", "admin", "head"])
def test_who_may_compare_may(small_store: Path, dashboard: Dashboard, role: str) -> None:
    for page in ("agencies", "districts"):
        at = dashboard(page, role=role, p="all", **({"as": "99701000"} if role == "head" else {}))
        assert not at.exception
        assert len(at.dataframe) >= 1


def test_hours_are_called_hours_where_the_sources_know_them(small_store: Path, dashboard: Dashboard) -> None:
    for channels, unit in (("social", "hours"), ("social,pos", "days")):
        (quadrant,) = dashboard("agencies", p="all", ch=channels).get("vega_lite_chart")
        assert f"median {unit} to answer" in quadrant.proto.spec, channels


def test_operators_do_not_judge(changed_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("agencies", role="operator")
    assert [header.value for header in at.header] == ["No access to this page"]


def test_a_head_finds_the_own_municipality_in_its_class(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("districts", role="head", p="all", **{"as": "99601000"})
    assert any("Rechnoy district in its class: 20,000–50,000 residents" in part.value for part in at.markdown)
    assert "mine_choice" not in [box.key for box in at.selectbox], "the account says it already"


def test_an_agency_chosen_opens_its_profile_and_leads_back(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("agencies", p="all", a="roads")
    assert [part.value for part in at.subheader] == ["Roads Department"]
    assert [metric.label for metric in at.metric] == [f"Answered by day {day}" for day in (1, 3, 10, 30)]
    at.button(key="agencies_back").click().run()
    assert "a" not in at.query_params


def test_every_share_and_median_of_the_table_says_of_how_many(small_store: Path, dashboard: Dashboard) -> None:
    shown = dashboard("agencies", p="all").dataframe[0].value.set_index("Name").loc["Roads Department"]
    counted = {"Name", "On time, against the others", "Received", "Events", "Overdue now"}
    assert {name for name in shown.index if shown[name] != "–" and " · " not in str(shown[name])} <= counted
    closed = measure("outcome", STAFF, Filters(agencies=("roads",)))["denominator"].iloc[0]
    rated_of = measure("satisfaction", STAFF, Filters(agencies=("roads",))).iloc[0]
    assert shown["Explained"].endswith(f" · {closed:,}")
    assert shown["Rated of closed"].endswith(f" · {rated_of['denominator'] + rated_of['left_out']:,}")


def test_a_kind_is_chosen_and_kept_in_the_link(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("agencies", p="all", view="chance", kind="municipality")
    shown = at.dataframe[0].value
    assert set(shown["Name"]) <= {"Svetly City Administration", "Rechnoy District Administration"}


def test_classes_and_those_below_are_chosen_and_kept_in_the_link(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("districts", p="all", d="99601000", classes="load")
    assert not at.exception
    assert any("Rechnoy district in its class: from 101 messages" in part.value for part in at.markdown)
    strips = "\n".join(part.proto.body for part in at.get("html"))
    assert "Satisfaction: mine " in strips
    assert "Satisfaction: mine –" not in strips, "its class is the same whatever is compared"
    at.selectbox(key="classes_choice").select("none").run()
    assert at.query_params["classes"] == "none"
    assert any("Rechnoy district in its class: all municipalities" in part.value for part in at.markdown)
    at = dashboard("agencies", p="all", view="chance")
    at.toggle(key="tree_choice").set_value(True).run()
    assert not at.exception
    assert at.query_params["tree"] == "1"


def test_the_classes_are_called_by_the_edges_of_the_file() -> None:
    titles = {
        ("population", (0, 20_000, 50_000)): "By residents: up to 20,000, 50,000, and more",
        ("load", (0, 31, 101)): "By messages in the period: up to 30, 100, and more",
        ("none", (0,)): "Everybody with everybody",
    }
    assert {asked: comparison.classes_title(*asked) for asked in titles} == titles


def test_two_municipalities_stand_side_by_side(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("districts", p="all", d="99601000,99701000")
    assert set(at.dataframe[-1].value["Name"]) == {"Rechnoy district", "Svetly city"}


def test_an_empty_store_says_so(empty_store: Path, dashboard: Dashboard) -> None:
    for page in ("agencies", "districts"):
        assert [part.value for part in dashboard(page).subheader] == ["Nothing has been loaded yet"]


def test_the_share_compared_is_chosen_and_told(small_store: Path, dashboard: Dashboard) -> None:
    for page in ("agencies", "districts"):
        for view in ("chance", "work"):
            at = dashboard(page, p="all", view=view, by="satisfaction")
            assert not at.exception
            assert at.markdown[1].value.startswith("Satisfaction: ")
    assert "by_choice" not in dashboard("agencies", p="all", view="well", by="satisfaction").session_state


def test_what_the_first_look_compares_is_at_hand_before_anybody_looks(
    small_store: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    st.cache_data.clear()
    assert list(ask_ahead())
    monkeypatch.setattr("queries.measure.measures", None)  # who counts now, fails
    monkeypatch.setattr("queries.units.measure", None)
    for page in ("agencies", "districts"):
        assert not dashboard(page).exception, page


def alts(at: AppTest) -> str:
    return "\n".join(part.proto.alt for part in at.get("vega_lite_chart"))


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("role", ["staff", "head"])
def test_every_view_of_an_agency_opens_for_both_languages(
    small_store: Path, dashboard: Dashboard, lang: str, role: str
) -> None:
    for view in PROFILE:
        person = {"as": "99701000"} if role == "head" else {}
        at = dashboard("agencies", lang=lang, role=role, a="roads", view=view, p="30d", **person)
        assert not at.exception, view


def test_what_lies_at_an_agency_is_what_came_less_what_was_closed(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("agencies", a="roads", view="flow", p="all")
    roads = Filters(agencies=("roads",))
    came, told, lies = (measure(each, STAFF, roads).iloc[0]["numerator"] for each in ("received", "events", "in_work"))
    assert f"{came} cases ({told} events) came and {came - lies} were closed: in work were 0, now {lies}." in alts(at)


def test_snow_at_the_roads_department_changed_by_more_than_noise(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("agencies", a="roads", view="flow", p="30d")
    said = next(part.value for part in at.markdown if part.value.startswith("Changed by more than noise"))
    assert "**Snow removal** (" in said


def test_notes_stand_on_the_charts_of_an_agency_and_of_a_municipality(
    changed_store: Path, dashboard: Dashboard
) -> None:
    with open_store().begin() as connection:
        connection.execute(annotation.insert().values(
            key="1", kind="storm", starts_at=datetime(2026, 11, 10), batch_id=1, title="Snowstorm"
        ))  # fmt: skip
    note = "Notes: 10 Nov 2026: Snowstorm."
    assert note in alts(dashboard("agencies", a="roads", view="wait"))
    assert alts(dashboard("agencies", a="roads", view="flow")).count(note) == 2
    assert note in alts(dashboard("districts", d="99701000", view="course", p="all"))


def test_time_by_stage_says_where_the_sources_cannot_tell(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("agencies", a="roads", view="wait")
    assert any("the sources of these cases do not say" in part.value for part in at.info)


def test_a_month_of_mine_is_what_measure_measures(changed_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:  # a second city of this size, with every other case of the first
        second = select(case).where(case.c.district_id == "99701000", case.c.source_number.like("%0"))
        connection.execute(district.update().where(district.c.id == "99702000").values(population=300_000))
        connection.execute(
            case.update().where(case.c.id.in_(select(second.subquery().c.id))).values(district_id="99702000")
        )
    rows = measure("on_time", STAFF, Filters(districts=("99701000",)), "month").set_index("key")
    # In August the second city has fewer than ten cases: one alone is no class.
    first, last = (f"{rows['value'][month] * 100:.1f}%" for month in ("2026-09", "2026-11"))
    told = alts(dashboard("districts", d="99701000", view="course", p="all"))
    assert told.startswith(f"Svetly city: {first} in 2026-09 (median of the class")
    assert f"{last} in 2026-11" in told


def test_what_is_late_is_listed_with_the_way_to_all_of_it(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("districts", d="99701000", view="mine", p="all")
    late = int(measure("overdue_now", STAFF, Filters(districts=("99701000",))).iloc[0]["numerator"])
    assert f"**Overdue now: {late} cases ({late} events)**" in [part.value for part in at.markdown]
    assert len(at.dataframe[-1].value) == min(late, 10)


def test_the_map_tells_each_municipality_and_its_class(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("districts", d="99701000", view="map", p="all")
    # Each of the three is alone in its class: nobody is better or worse than its median.
    assert ", 0.0\u202fpp against the median" in alts(at)
    assert "Worse than the median of their class by 10 pp or more: 0; better: 0." in alts(at)


def test_an_index_of_call_backs_blames_the_filter_not_the_sources(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("agencies", p="all", view="rating", rating="three_rates", ch="pos")
    assert not at.exception
    assert "Call-backs know neither channel nor topic nor text" in texts(at)
    assert "the sources do not tell it" not in texts(at)


def test_the_scale_of_the_index_is_told_with_its_units(small_store: Path, dashboard: Dashboard) -> None:
    scale = dashboard("agencies", p="all", view="rating").table[0].value
    assert list(scale.loc["On time"]) == ["30", "80%", "100%"]
    assert list(scale.loc["Time to answer"]) == ["20", "30\u202fd", "5\u202fd"]


def test_the_clock_of_an_agency_has_all_hours_whenever_cases_came(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("agencies", p="all", a="roads", view="hours")
    chart = json.loads(at.get("vega_lite_chart")[0].proto.spec)
    assert chart["spec"]["encoding"]["x"]["scale"]["domain"] == list(range(24))


def test_a_municipality_counts_its_cases_and_the_events_they_tell_of(changed_store: Path, dashboard: Dashboard) -> None:
    """Two of its late cases are one event: one event less than cases, received and overdue."""
    mine = Filters(districts=("99601000",))
    late = case_page(STAFF, mine, metric_id="overdue_now", limit=2)
    with open_store().begin() as connection:
        pair = [{"event_id": "e", "case_id": key, "reason": "near"} for key in late.rows["id"]]
        connection.execute(insert(case_link), pair)
    received = int(measure("received", STAFF, mine)["numerator"].iloc[0])
    said = [part.value for part in dashboard("districts", p="all", mine="99601000").markdown]
    assert f"Received: {received} cases ({received - 1} events)." in said
    assert f"**Overdue now: {late.total} cases ({late.total - 1} events)**" in said
