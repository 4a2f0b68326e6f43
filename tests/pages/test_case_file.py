import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, update
from streamlit.testing.v1 import AppTest

from components.search_hits import plain
from queries.under_control import Subject, take
from store.engine import open_store
from store.tables import case, case_event, case_link, case_text
from tests.pages.cases_seen import HARDEST, NUMBER, OPERATOR, audit, texts
from tests.pages.conftest import Dashboard, Lend
from tests.pages.data_seen import opened
from tests.pages.small_store import NOW


def fill_a_case(engine: Engine) -> None:
    """A case overdue by four days with a moved deadline, a transfer, a reply, a rating and a twin in social media."""
    with engine.begin() as connection:
        connection.execute(
            update(case)
            .where(case.c.id == HARDEST)
            .values(
                filed_at=NOW - timedelta(days=40),
                due_at=NOW - timedelta(days=4),
                first_due_at=NOW - timedelta(days=10),
                closed_at=None,
                decided_at=None,
                state="in_progress",
                agency_id="roads",
                agency_received_id="svetly",
                source_url="https://pos.gosuslugi.ru/backoffice/appeals/1",
                rating=2,
                author_reaction="neutral",
                fast_track=True,
                topic_id="snow",
                district_id="99701000",
                lat=55.5,
                lon=73.5,
                place_precision="street",
                address="ул. Снежная, 1",
            )
        )
        connection.execute(
            update(case_text)
            .where(case_text.c.case_id == HARDEST)
            .values(text="Снег по *колено*", reply="Уберём <b>завтра</b>")
        )
        connection.execute(
            insert(case_event).values(
                case_id=HARDEST,
                at=NOW - timedelta(days=12),
                kind="extended",
                agency_id="roads",
                note="до 17.11",
                precision="day",
            )
        )
        other = connection.execute(select(case.c.id).where(case.c.channel == "social").limit(1)).scalar_one()
        for one in (HARDEST, other):
            connection.execute(insert(case_link).values(event_id="e", case_id=one, reason="source"))


@pytest.fixture
def full_case(lend: Lend) -> Path:
    return lend(fill_a_case)


def test_the_file_tells_the_whole_story_of_a_case(full_case: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", role="operator", case=HARDEST)
    said = texts(at)
    for words in ("Snow removal", "4 days overdue", "17 Nov 2026 in force", "11 Nov 2026 at first, then moved",
                  "fast track", "Снег по *колено*", "Уберём <b>завтра</b>", "Deadline moved", "до 17.11",
                  "The mark shows the street"):  # fmt: skip
        assert words in said, words
    facts: Any = at.table[0].value
    links: Any = at.get("link_button")
    assert "Roads Department" in facts.to_string()
    assert "★★☆☆☆ 2" in facts.to_string()
    assert "author neutral" in facts.to_string()
    assert links[0].url == "https://pos.gosuslugi.ru/backoffice/appeals/1"
    assert at.get("vega_lite_chart")


def test_a_linked_case_is_one_click_away(full_case: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", role="operator", case=HARDEST)
    (linked,) = [button for button in at.button if button.key and button.key.startswith("linked_")]
    linked.click().run()
    assert at.query_params["case"].startswith("social:")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x", "", None])
def test_a_source_link_that_is_no_web_address_is_not_offered(
    changed_store: Path, dashboard: Dashboard, address: str | None
) -> None:
    fill_a_case(open_store())
    with open_store().begin() as connection:
        connection.execute(update(case).where(case.c.id == HARDEST).values(source_url=address))
    assert dashboard("cases", case=HARDEST).get("link_button") == []


def test_reading_a_text_is_written_down_once_for_each_opening(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", role="operator", case=HARDEST)
    at.run()
    assert audit() == [("read_text", "operator", HARDEST)]
    at.button[[button.label for button in at.button].index("Back to the list")].click().run()
    at.query_params["case"] = HARDEST
    at.run()
    assert len(audit()) == 2


def test_staff_see_the_facts_and_leave_no_trace_of_reading(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", role="staff", case=HARDEST)
    assert "Прошу помочь" not in texts(at)
    assert audit() == []


def test_a_case_of_another_municipality_looks_like_no_case_at_all(changed_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        connection.execute(update(case).where(case.c.id == HARDEST).values(district_id="99701000", agency_id="roads"))
    foreign = texts(dashboard("cases", role="head", case=HARDEST, **{"as": "99601000"}))
    missing = texts(dashboard("cases", role="head", case="pos:none", **{"as": "99601000"}))
    assert foreign == missing
    assert "it is not yours to see" in foreign
    assert audit() == []


def test_a_case_that_is_nowhere_gets_words_instead_of_a_map(changed_store: Path, dashboard: Dashboard) -> None:
    nowhere = {"district_id": None, "lat": None, "lon": None, "place_precision": "none"}
    with open_store().begin() as connection:
        connection.execute(update(case).where(case.c.id == HARDEST).values(nowhere))
    at = dashboard("cases", case=HARDEST)
    assert at.get("vega_lite_chart") == []
    assert "The source gives no place." in texts(at)


def test_a_first_reply_without_its_words_is_not_called_no_reply(changed_store: Path, dashboard: Dashboard) -> None:
    said = {}
    for replied in (None, NOW - timedelta(days=39)):
        with open_store(f"duckdb:///{changed_store}").begin() as connection:
            opened_case = update(case).where(case.c.id == HARDEST)
            connection.execute(opened_case.values(closed_at=None, state="in_progress", first_response_at=replied))
        said[replied] = texts(dashboard("cases", role="operator", case=HARDEST))
    awaited, given = said.values()
    assert "No reply yet." in awaited
    assert "No reply yet." not in given
    assert "The source gives no reply." in given


def test_an_open_case_replied_to_late_is_not_called_decided(changed_store: Path, dashboard: Dashboard) -> None:
    due = NOW - timedelta(days=4)
    replied = {"first_response_at": due + timedelta(days=1), "decided_at": due + timedelta(days=1)}
    with open_store(f"duckdb:///{changed_store}").begin() as connection:
        opened_case = update(case).where(case.c.id == HARDEST)
        connection.execute(opened_case.values(due_at=due, closed_at=None, state="in_progress", **replied))
    said = texts(dashboard("cases", role="operator", case=HARDEST))
    assert "First reply 1 day after the deadline" in said
    assert "replied late" in said
    assert "Decided" not in said


def test_a_case_without_a_deadline_says_so(changed_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        connection.execute(update(case).where(case.c.id == HARDEST).values(due_at=None, first_due_at=None))
    assert "This case has no deadline" in texts(dashboard("cases", case=HARDEST))


def test_a_closed_case_says_how_it_stood_against_its_deadline(changed_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        connection.execute(
            update(case)
            .where(case.c.id == HARDEST)
            .values(
                due_at=NOW - timedelta(days=4),
                decided_at=NOW - timedelta(days=2),
                closed_at=NOW - timedelta(days=2),
                state="answered",
            )
        )
    assert "Решение принято на 2 дня позже срока" in texts(dashboard("cases", lang="ru", case=HARDEST))


def test_the_file_shows_promises_similar_cases_and_all_that_was_done(changed_store: Path, dashboard: Dashboard) -> None:
    fill_a_case(open_store())
    with open_store().begin() as connection:
        connection.execute(
            update(case_text)
            .where(case_text.c.case_id == HARDEST)
            .values(reply="Снег будет вывезен до 10 ноября 2026.")
        )
        twin = (
            connection.execute(select(case.c.id).where(case.c.channel == "pos", case.c.id != HARDEST)).scalars().first()
        )
        facts = {"topic_id": "snow", "filed_at": NOW - timedelta(days=90), "closed_at": NOW - timedelta(days=88),
                 "close_seconds": 2 * 86_400, "outcome": "solved", "state": "answered"}  # fmt: skip
        connection.execute(update(case).where(case.c.id == twin).values(facts))
        connection.execute(
            update(case_text).where(case_text.c.case_id == twin).values(text="Снега по колено", reply="Убрано")
        )
    take(OPERATOR, Subject("case", HARDEST, "№ 1", "No. 1", "99701000"), "Позвонить в ДРСУ")
    take(OPERATOR, Subject("event", "e", "Снег", "Snow", "99701000"))
    at = dashboard("cases", role="operator", case=HARDEST)
    said = texts(at)
    for words in ("What the reply promises", "будет вывезен", "by 10 Nov 2026, this day has passed",
                  "Reported elsewhere, too", "Taken under control · Operator · Позвонить в ДРСУ",
                  "similar cases were solved", "Is it an answer?", "not suspected", "Concrete in it: a date, a number",
                  "it was not compared since it came"):  # fmt: skip
        assert words in said or words.replace("cases were", "case was") in said, words
    assert said.count("Taken under control") == 2
    beside = json.loads(next(subject for action, _role, subject in audit() if action == "read_texts"))
    assert (beside["where"], beside["q"]) == ("similar", HARDEST)
    assert twin in beside["ids"]
    at.button(key=f"similar_{twin}").click().run()
    assert at.query_params["case"] == twin


def test_staff_read_one_text_when_they_say_why_and_the_administrator_sees_it(
    full_case: Path, dashboard: Dashboard
) -> None:
    at = dashboard("cases", role="staff", case=HARDEST)
    at.text_input(key=f"show_text_reason_{HARDEST}").set_value("надо")
    show_the_text(at)
    assert "10 to 300 characters" in at.error[0].value
    assert "колено" not in texts(at)
    at.text_input(key=f"show_text_reason_{HARDEST}").set_value("Звонил автор, 8 913 123-45-67: *разбираем* ответ")
    show_the_text(at)
    said = texts(at)
    assert "Снег по *колено*" in said
    assert "Уберём <b>завтра</b>" in said
    assert "What the reply promises" in said
    assert plain("Governor's staff") + " · " + plain("Звонил автор, [телефон]: *разбираем* ответ") in said
    assert audit() == [("read_text", "staff", HARDEST)]
    other = next(button for button in at.button if button.key and button.key.startswith("linked_"))
    other.click().run()
    assert at.text_input(key=f"show_text_reason_{at.query_params['case']}").value == "", "another case, another reason"
    assert "Прошу помочь" not in texts(at)
    assert "колено" not in texts(dashboard("cases", role="staff", case=HARDEST)), "another session"
    log: Any = opened(dashboard, "texts").dataframe[0].value
    assert log[["Who", "Role", "Case"]].to_numpy().tolist() == [["Governor's staff", "Governor's staff", NUMBER]]
    assert log["Reason"].tolist() == ["Звонил автор, [телефон]: *разбираем* ответ"]


def show_the_text(at: AppTest) -> None:
    at.button[[button.label for button in at.button].index("Show the text")].click().run()


def test_staff_get_no_promises_and_no_replies_of_similar_cases(full_case: Path, dashboard: Dashboard) -> None:
    said = texts(dashboard("cases", role="staff", case=HARDEST))
    assert "What the reply promises" not in said
    assert "words alike" not in said
    assert "Is it an answer?" in said, "what speaks against it are no words of anybody"
