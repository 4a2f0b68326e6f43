"""The page Queue: every part for every role in both languages; taking under control; the note of the shift."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import Engine, delete, insert
from streamlit.testing.v1 import AppTest

from components.ahead import ask_ahead
from components.queue_sections import SECTIONS
from queries.control import first_case, items
from queries.filters import Filters
from queries.scope import scope_for
from queries.signal_marks import mark
from queries.under_control import Subject, change, take
from store.engine import open_store
from store.tables import case
from tests.pages.conftest import Dashboard, Lend
from tests.pages.live_map_seen import link_two
from tests.pages.small_store import NOW

ANNA = scope_for("operator", "anna")
SUBJECT = Subject("case", "pos:1", "№ 1 · Ямы", "№ 1 · Potholes", "99601000")


def burn(engine: Engine) -> None:
    """Fourteen people of the capital write about heating on one day."""
    with engine.begin() as connection:
        for n in range(14):
            connection.execute(insert(case).values(
                id=f"social:9{n:03d}", region="99", channel="social", source_number=f"9{n:03d}", topic_id="heat",
                filed_at=NOW - timedelta(hours=5, minutes=10 * n), precision="minute", state="new",
                district_id="99701000", place_precision="none", batch_id=1, due_at=NOW + timedelta(hours=3),
            ))  # fmt: skip


@pytest.fixture
def burning_store(lend: Lend) -> Path:
    return lend(burn)


def said(at: AppTest) -> str:
    kinds: list[Any] = [*at.markdown, *at.caption, *at.info, *at.warning, *at.success, *at.text, *at.header]
    return "\n".join(str(node.value) for node in kinds)


def listed() -> list[dict[str, Any]]:
    found = items(ANNA, Filters(), today=NOW.date()).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in found]


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("section", list(SECTIONS))
@pytest.mark.parametrize("role", ["operator", "head", "admin"])
def test_every_part_opens_for_every_role_in_both_languages(
    burning_store: Path, dashboard: Dashboard, role: str, section: str, lang: str
) -> None:
    at = dashboard("queue", role=role, lang=lang, view=section, **({"as": "99701000"} if role == "head" else {}))
    assert not at.exception
    assert not at.error


def test_governors_staff_have_no_queue(small_store: Path, dashboard: Dashboard) -> None:
    assert "No access to this page" in said(dashboard("queue", role="staff"))


def test_the_queue_tells_why_and_walks_through_the_cases(burning_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("queue", role="operator")
    table = at.dataframe[0].value
    assert table["mark"].tolist()[:2] == ["▶", ""]
    assert set("; ".join(table["why"]).split("; ")) <= {
        "overdue", "due within a working day", "nobody in charge for more than a working day",
        "returned by the applicant", "part of a spike",
    }  # fmt: skip
    first = at.button(key="queue_j").click().run().dataframe[0].value
    assert first["mark"].tolist()[:2] == ["", "▶"]
    at.button(key="queue_open").click().run()
    assert not at.exception
    assert at.query_params["case"]


def test_a_chosen_reason_leaves_the_counts_of_the_others_and_says_what_is_listed(
    burning_store: Path, dashboard: Dashboard
) -> None:
    whole, chosen = dashboard("queue", role="operator"), dashboard("queue", role="operator", why="wide_reach")
    reasons = [next(iter(at.pills(key="queue_why").options)) for at in (whole, chosen)]
    assert reasons[0] == reasons[1] and not reasons[0].endswith("· 0")
    assert "for the reasons chosen" in said(chosen)  # no post is read widely here
    assert "no case is late" not in said(chosen)


def test_a_page_has_as_many_rows_as_the_link_says_and_the_next_goes_on(
    burning_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("queue", role="operator", rows="7")
    first = at.dataframe[0].value["number"].tolist()
    second = at.button(key="queue_next").click().run().dataframe[0].value["number"].tolist()
    assert len(first) == 7
    assert not set(first) & set(second)
    assert at.button(key="queue_back").click().run().dataframe[0].value["number"].tolist() == first


def test_a_page_turned_begins_with_its_first_case_in_hand(burning_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("queue", role="operator", rows="7")
    at.button(key="queue_j").click().run()
    for turn in ("queue_next", "queue_back"):
        marks = at.button(key=turn).click().run().dataframe[0].value["mark"].tolist()
        assert marks.index("▶") == 0, turn
        at.button(key="queue_j").click().run()


def test_one_step_back_in_a_queue_that_grew_shorter_is_one_case(changed_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("queue", role="operator")
    numbers = at.dataframe[0].value["number"].tolist()
    for _step in range(6):
        at.button(key="queue_j").click().run()
    with open_store().begin() as connection:  # the first four are still to be done
        connection.execute(delete(case).where(case.c.source_number.not_in(numbers[:4])))
    st.cache_data.clear()
    shown = [at.run().dataframe[0].value, at.button(key="queue_k").click().run().dataframe[0].value]
    assert [(len(rows), rows["mark"].tolist().index("▶")) for rows in shown] == [(4, 3), (4, 2)]


def test_a_later_page_that_others_have_emptied_gives_way_to_the_one_before(
    changed_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("queue", role="operator", rows="7")
    numbers = at.dataframe[0].value["number"].tolist()
    at.button(key="queue_next").click().run()
    with open_store().begin() as connection:  # the rest is done
        connection.execute(delete(case).where(case.c.source_number.not_in(numbers)))
    st.cache_data.clear()
    assert at.run().dataframe[0].value["number"].tolist() == numbers
    assert "**7 cases**" in said(at) and "Nothing is waiting" not in said(at)
    assert at.button(key="queue_back").disabled


def test_a_case_is_taken_under_control_once(burning_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("queue", role="operator")
    at.button(key="queue_c").click().run()
    at.text_input(key="queue_note").input("Позвонить в УК")
    at.button(key="queue_take").click().run()
    assert not at.exception
    (item,) = listed()
    assert (item["note"], item["owner"], item["kind"]) == ("Позвонить в УК", "operator", "case")
    again = dashboard("queue", role="admin")
    again.button(key="queue_c").click().run()
    again.button(key="queue_take").click().run()
    assert "Operator has had this under control since" in said(again)
    assert len(listed()) == 1


def test_the_file_of_a_case_takes_it_or_its_event_under_control_and_the_list_leads_back(
    changed_store: Path, dashboard: Dashboard
) -> None:
    first, second = link_two()
    at = dashboard("queue", role="operator", case=first)
    at.button(key=f"file_control_{first}_take").click().run()
    at.segmented_control(key=f"file_control_{first}_kind").set_value("event").run()
    at.text_input(key=f"file_control_{first}_note").input("Выехать")
    at.button(key=f"file_control_{first}_take").click().run()
    assert not at.exception
    assert [(item["kind"], item["subject"], item["note"]) for item in listed()] == [
        ("case", first, ""), ("event", "e", "Выехать"),
    ]  # fmt: skip
    other = dashboard("queue", role="operator", case=second)  # of the same event: its file tells of it
    assert "Taken under control" in said(other)
    at = dashboard("queue", role="operator", view="control")
    for opened in [str(node.key) for node in at.button if str(node.key).endswith("_file")]:  # the case, then its event
        at = dashboard("queue", role="operator", view="control")
        at.button(key=opened).click().run()
        assert at.query_params["case"] == first
    assert first_case(scope_for("operator"), second) == first  # an event taken before its first case came
    for looks in ({"role": "staff"}, {"role": "head", "as": "99602000"}):  # who only looks, and whose it is not
        buttons = [node.key for node in dashboard("cases", case=first, **looks).button]
        assert f"file_control_{first}_take" not in buttons


def test_a_signal_card_says_what_is_expected_and_takes_an_answer(burning_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("queue", role="operator", view="signals")
    words = said(at)
    assert "**Heating · Svetly city**" in words
    assert "today is not over" in words
    (button,) = [node for node in at.button if str(node.key).startswith("see_heat")]
    button.click().run()
    assert not at.exception
    assert "seen by Operator" in said(at)
    mute = next(node for node in at.button if str(node.key).startswith("mute_heat") and str(node.key).endswith("_24"))
    mute.click().run()
    assert "**Heating · Svetly city**" not in said(at)
    at.toggle(key="show_muted").set_value(True).run()
    assert "**Heating · Svetly city**" in said(at)
    ends = next(node for node in at.button if str(node.key).startswith("close_heat") and "false" in str(node.key))
    ends.click().run()
    past = at.dataframe[0].value  # the latest first
    assert past["What was done"][0] == "closed by Operator: a false alarm"
    assert past["What was done"][1].startswith("muted by Operator, until ")
    assert past["Signal"].tolist() == ["Heating · Svetly city"] * 3
    note = dashboard("queue", role="operator", view="shift").text_area[0].value or ""
    assert "Heating · Svetly city: closed by Operator: a false alarm" in note
    assert "Heating · Svetly city: Expected" not in note  # it is over


def test_a_small_region_is_told_that_its_districts_are_too_few(small_store: Path, dashboard: Dashboard) -> None:
    words = said(dashboard("queue", role="operator", view="places"))
    assert "Too few districts" in words
    assert "Too few municipalities" in words
    own = said(dashboard("queue", role="head", view="places", **{"as": "99701000"}))
    assert "Your own municipality alone has nothing to be compared with" in own
    assert "Too few municipalities" not in own


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(small_store: Path, dashboard: Dashboard) -> None:
    item = take(ANNA, SUBJECT, "first")
    at = dashboard("queue", role="operator", view="control")
    at.session_state[f"item_{item}_seen"] = listed()[0]
    change(ANNA, item, 1, note="by anna")
    at.run()
    assert listed()[0]["note"] == "by anna"
    assert "by anna" in said(at)
    assert "anna answers for it" in said(at)


def test_the_note_of_the_shift_tells_what_was_done(burning_store: Path, dashboard: Dashboard) -> None:
    take(ANNA, SUBJECT, "Позвонить в ДРСУ")
    at = dashboard("queue", role="operator", view="shift")
    note = at.text_area[0].value or ""
    assert "anna: taken under control, № 1 · Potholes" in note
    assert "Heating · Svetly city: Expected" in note
    assert "Прошу помочь" not in note
    at.text_area[0].input("My own words").run()
    assert at.text_area[0].value == "My own words"
    at.segmented_control(key="queue_section").set_value("control").run()
    at.segmented_control(key="queue_section").set_value("shift").run()
    assert at.text_area[0].value == "My own words"
    at.button(key="hand_over_anew").click().run()
    assert "anna: taken under control" in (at.text_area[0].value or "")


def test_the_note_names_roles_and_places_in_the_language_of_the_screen(small_store: Path, dashboard: Dashboard) -> None:
    take(scope_for("operator"), SUBJECT, "Позвонить")
    over = {"topic": "snow", "district": "99602000", "from": "2026-11-20"}  # no signal in sight any more
    mark(scope_for("operator"), over, "closed", outcome="planned")
    at = dashboard("queue", role="operator", view="shift", lang="ru")
    note = at.text_area[0].value or ""
    assert "Оператор: взято на контроль, № 1 · Ямы" in note
    assert "Уборка снега · Тихий район: закрыто, Оператор: плановое" in note
    assert "operator" not in note


def test_an_empty_store_says_so(empty_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("queue", role="operator")
    assert not at.exception
    assert "Nothing has been loaded yet" in "\n".join(str(node.value) for node in at.subheader)


def test_the_signals_of_the_week_are_at_hand_before_anybody_looks(
    burning_store: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    st.cache_data.clear()
    assert len(list(ask_ahead())) > 5
    monkeypatch.setattr("queries.spikes.inflow", None)  # who counts now, fails
    at = dashboard("queue", role="admin")
    assert not at.exception
    assert at.dataframe
