import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select, update
from streamlit.testing.v1 import AppTest
from streamlit.typing import DataframeState

from components import case_list, export
from components.export import csv_bytes
from queries.filters import Filters
from queries.measure import measure
from queries.scope import scope_for
from queries.under_control import Subject, take
from store.desk_tables import audit_log
from store.engine import open_desk, open_store
from store.tables import case, case_event, case_link, case_text
from tests.pages.small_store import DAYS, NOW, _cases

Dashboard = Callable[..., AppTest]
OPERATOR = scope_for("operator")
HARDEST = next(row["id"] for row in _cases(DAYS, 8) if row["channel"] == "pos")
NUMBER = HARDEST.split(":")[1]


def texts(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.info, at.text, at.subheader)
    return "\n".join(str(node.value) for kind in kinds for node in kind)


def listed(at: AppTest) -> pd.DataFrame:
    return at.dataframe[0].value


def audit() -> list[tuple[str, str, str]]:
    with open_desk().connect() as connection:
        return [(row.action, row.role, row.subject) for row in connection.execute(select(audit_log))]


@pytest.mark.parametrize("role", ["operator", "staff", "head", "admin"])
@pytest.mark.parametrize(("lang", "word"), [("ru", "обращени"), ("en", "cases")])
def test_the_list_opens_for_every_role_in_both_languages(
    small_store: Path, dashboard: Dashboard, role: str, lang: str, word: str
) -> None:
    at = dashboard("cases", role=role, lang=lang, p="all", **{"as": "99601000"} if role == "head" else {})
    assert not at.exception
    assert word in texts(at)
    assert len(listed(at)) == case_list.PAGE_ROWS


@pytest.mark.parametrize("metric", ["overdue_now", "in_work", "received", "on_time"])
def test_the_list_behind_a_number_is_as_long_as_the_number(
    small_store: Path, dashboard: Dashboard, metric: str
) -> None:
    number = int(measure(metric, OPERATOR, Filters())["numerator"].iloc[0])
    at = dashboard("cases", role="operator", p="all", metric=metric)
    assert f"{number} cases behind this number" in texts(at)


def test_behind_overdue_there_are_overdue_cases_only(small_store: Path, dashboard: Dashboard) -> None:
    states = listed(dashboard("cases", p="all", metric="overdue_now"))["state"]
    assert {tuple(state) for state in states} == {("▲ overdue",)}


def test_a_number_without_a_list_says_so_and_shows_all(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", p="all", metric="repeat")
    assert "No list of cases stands behind this number" in texts(at)
    assert len(listed(at)) == case_list.PAGE_ROWS


def test_the_metric_can_be_taken_off(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", p="all", metric="overdue_now")
    at.button(key="metric_off").click().run()
    assert "metric" not in at.query_params
    assert "behind this number" not in texts(at)


def test_pages_follow_each_other_without_gaps_or_repeats(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", p="all")
    first = listed(at)["number"].tolist()
    assert "1–50 of" in texts(at)
    second = listed(at.button(key="page_next").click().run())["number"].tolist()
    assert "51–100 of" in texts(at)
    assert not set(first) & set(second)
    assert listed(at.button(key="page_back").click().run())["number"].tolist() == first
    assert at.button(key="page_back").disabled


def test_other_filters_begin_at_their_first_page(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", p="all")
    at.button(key="page_next").click().run()
    at.selectbox(key="case_sort").set_value("oldest").run()
    assert "1–50 of" in texts(at)


def test_the_search_finds_words_of_a_text_for_those_who_may_read_it(small_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        found = update(case_text).where(case_text.c.case_id == HARDEST)
        connection.execute(found.values(text="Пропал пёс Бублик", normalised="пропал пес бублик"))
    at = dashboard("cases", role="operator", p="all")
    at.text_input(key="case_search").set_value("бублика").run()
    assert at.query_params["q"] == "бублика"
    assert "Пропал пёс **Бублик**" in texts(at)
    assert [button.key for button in at.button if str(button.key).startswith("hit_")] == [f"hit_{HARDEST}"]
    at.segmented_control(key="list_choice").set_value("table").run()
    assert listed(at)["number"].tolist() == [NUMBER]
    at.query_params.pop("list")
    at.run().button(key=f"hit_{HARDEST}").click().run()
    assert "Пропал пёс Бублик" in texts(at)
    assert "No case matches" in texts(dashboard("cases", role="staff", p="all", q="Бублик"))


def test_a_link_restores_search_and_order(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", p="all", q="Отопление", sort="oldest", list="table")
    assert at.text_input(key="case_search").value == "Отопление"
    assert at.selectbox(key="case_sort").value == "oldest"
    assert set(listed(at)["topic"]) == {"Heating"}


def test_the_texts_are_not_even_sent_to_those_who_may_not_read_them(small_store: Path, dashboard: Dashboard) -> None:
    assert "text" in listed(dashboard("cases", role="operator", p="all")).columns
    assert "text" not in listed(dashboard("cases", role="staff", p="all")).columns


def test_nothing_found_says_what_to_do(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", p="all", q="зебра")
    assert "Widen the period" in texts(at)
    assert not at.dataframe


def test_an_empty_store_says_what_to_do(empty_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", role="operator")
    assert not at.exception
    assert "Nothing has been loaded yet" in texts(at)


def test_hours_are_not_invented_for_sources_that_know_days(small_store: Path, dashboard: Dashboard) -> None:
    assert listed(dashboard("cases", p="all", ch="pos"))["filed"].str.fullmatch(r"\d\d\.\d\d\.\d{4}").all()
    assert listed(dashboard("cases", p="all", ch="social"))["filed"].str.fullmatch(r"\d\d\.\d\d\.\d{4} \d\d:\d\d").all()


# The case file


def a_full_case() -> None:
    """A case overdue by four days with a moved deadline, a transfer, a reply, a rating and a twin in social media."""
    with open_store().begin() as connection:
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


def test_the_file_tells_the_whole_story_of_a_case(small_store: Path, dashboard: Dashboard) -> None:
    a_full_case()
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


def test_a_linked_case_is_one_click_away(small_store: Path, dashboard: Dashboard) -> None:
    a_full_case()
    at = dashboard("cases", role="operator", case=HARDEST)
    (linked,) = [button for button in at.button if button.key and button.key.startswith("linked_")]
    linked.click().run()
    assert at.query_params["case"].startswith("social:")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x", "", None])
def test_a_source_link_that_is_no_web_address_is_not_offered(
    small_store: Path, dashboard: Dashboard, address: str | None
) -> None:
    a_full_case()
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


def test_texts_of_a_search_are_written_down_once_a_page_with_what_was_asked(
    small_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("cases", role="operator", p="all", q="Отопление")
    at.run()
    ((action, role, subject),) = audit()
    assert (action, role) == ("read_texts", "operator")
    written = json.loads(subject)
    assert (written["where"], written["q"]) == ("cases", "Отопление")
    found = [str(button.key)[4:] for button in at.button if str(button.key).startswith("hit_")]
    assert found
    assert sorted(written["ids"]) == sorted(found)


def test_staff_search_and_read_no_text(small_store: Path, dashboard: Dashboard) -> None:
    dashboard("cases", role="staff", p="all", q="Отопление")
    assert audit() == []


def test_staff_see_the_facts_and_leave_no_trace_of_reading(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", role="staff", case=HARDEST)
    assert "Прошу помочь" not in texts(at)
    assert audit() == []


def test_a_case_of_another_municipality_looks_like_no_case_at_all(small_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        connection.execute(update(case).where(case.c.id == HARDEST).values(district_id="99701000", agency_id="roads"))
    foreign = texts(dashboard("cases", role="head", case=HARDEST, **{"as": "99601000"}))
    missing = texts(dashboard("cases", role="head", case="pos:none", **{"as": "99601000"}))
    assert foreign == missing
    assert "it is not yours to see" in foreign
    assert audit() == []


def test_a_case_that_is_nowhere_gets_words_instead_of_a_map(small_store: Path, dashboard: Dashboard) -> None:
    nowhere = {"district_id": None, "lat": None, "lon": None, "place_precision": "none"}
    with open_store().begin() as connection:
        connection.execute(update(case).where(case.c.id == HARDEST).values(nowhere))
    at = dashboard("cases", case=HARDEST)
    assert at.get("vega_lite_chart") == []
    assert "The source gives no place." in texts(at)


def test_a_case_without_a_deadline_says_so(small_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        connection.execute(update(case).where(case.c.id == HARDEST).values(due_at=None, first_due_at=None))
    assert "This case has no deadline" in texts(dashboard("cases", case=HARDEST))


def test_a_closed_case_says_how_it_stood_against_its_deadline(small_store: Path, dashboard: Dashboard) -> None:
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


# Taking the list away


def test_an_export_holds_the_whole_list_without_texts_and_is_written_down(
    small_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("cases", role="operator", p="all", metric="overdue_now")
    total = int(measure("overdue_now", OPERATOR, Filters())["numerator"].iloc[0])
    at.toggle(key="export_ready").set_value(True).run()
    names = [node.proto.label for node in at.get("download_button")]
    assert names == ["CSV", "XLSX"]
    exported = whole()
    assert len(exported) == total
    assert "Прошу помочь" not in exported.to_csv()


def whole() -> pd.DataFrame:
    """The rows the page would write, read back from its XLSX."""
    from components.tables import export_frame, export_headers
    from queries.cases import case_page

    rows = case_page(OPERATOR, Filters(), metric_id="overdue_now", limit=case_list.MOST_EXPORTED).rows
    book = load_workbook(
        io.BytesIO(export.xlsx_bytes(export_frame(rows, "Asia/Omsk"), export_headers(), "Cases"))
    ).active
    assert book is not None
    values = [[cell.value for cell in row] for row in book.iter_rows()]
    return pd.DataFrame(values[1:], columns=values[0])


def test_pressing_the_button_is_what_is_written_down(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", role="operator", p="all")
    at.toggle(key="export_ready").set_value(True).run()
    assert audit() == []
    button: Any = at.get_by_key("export_csv")
    button.click().run()
    assert [(action, role) for action, role, _subject in audit()] == [("export", "operator")]


def test_the_headers_of_an_export_are_in_the_language_of_the_screen() -> None:
    from components.tables import export_headers
    from components.words import speak

    speak("ru")
    try:
        assert csv_bytes(pd.DataFrame({"topic": ["Снег"]}), export_headers()).decode("utf-8-sig").startswith("Тема\n")
    finally:
        speak(None)


def test_a_click_on_a_row_opens_its_file_and_the_way_back_leads_to_the_list(
    small_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("cases", role="operator", p="all", metric="overdue_now")
    number = listed(at)["number"].iloc[2]
    (key,) = [key for key in at.session_state.to_dict() if str(key).startswith("cases-")]
    at.session_state[key] = DataframeState({"selection": {"rows": [], "columns": [], "cells": [(2, "topic")]}})
    at.run()
    assert at.query_params["case"].endswith(f":{number}")
    assert at.query_params["metric"] == "overdue_now"
    assert "What was written" in texts(at)
    at.button[[button.label for button in at.button].index("Back to the list")].click().run()
    assert "case" not in at.query_params
    assert "behind this number" in texts(at)


def test_a_search_is_saved_opened_and_deleted(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", role="operator", p="all", q="Отопление", list="table")
    at.text_input(key="saved_name").set_value("Тепло").run()
    at.button(key="save_search").click().run()
    other = dashboard("cases", role="operator", p="30d", q="зебра")
    (kept,) = [button for button in other.button if str(button.key).startswith("saved_")]
    kept.click().run()
    assert (other.query_params["q"], other.query_params["p"]) == ("Отопление", "all")
    (delete,) = [button for button in other.button if str(button.key).startswith("forget_")]
    delete.click().run()
    assert "Nothing is saved yet" in texts(other)


def test_what_a_search_could_not_read_is_said(small_store: Path, dashboard: Dashboard) -> None:
    assert "There is no field “цвет”" in texts(dashboard("cases", role="operator", p="all", q="цвет:снег"))


def test_a_text_found_is_not_formatted_by_its_own_signs(small_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        found = update(case_text).where(case_text.c.case_id == HARDEST)
        connection.execute(found.values(text="**Пёс** [x](y) $a$ :red[b]", normalised="**пес** [x](y) $a$ :red[b]"))
    said = texts(dashboard("cases", role="operator", p="all", q="псы пес*"))
    assert "No case matches" in said
    said = texts(dashboard("cases", role="operator", p="all", q="пес"))
    assert r"\*\***Пёс**\*\* \[x\]\(y\) \$a\$ \:red\[b\]" in said


def test_the_file_shows_promises_similar_cases_and_all_that_was_done(small_store: Path, dashboard: Dashboard) -> None:
    a_full_case()
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
                  "Reported elsewhere, too", "Taken under control · operator · Позвонить в ДРСУ",
                  "similar cases were solved"):  # fmt: skip
        assert words in said or words.replace("cases were", "case was") in said, words
    assert said.count("Taken under control") == 2
    beside = json.loads(next(subject for action, _role, subject in audit() if action == "read_texts"))
    assert (beside["where"], beside["q"]) == ("similar", HARDEST)
    assert twin in beside["ids"]
    at.button(key=f"similar_{twin}").click().run()
    assert at.query_params["case"] == twin


def test_staff_get_no_promises_and_no_replies_of_similar_cases(small_store: Path, dashboard: Dashboard) -> None:
    a_full_case()
    said = texts(dashboard("cases", role="staff", case=HARDEST))
    assert "What the reply promises" not in said
    assert "words alike" not in said
