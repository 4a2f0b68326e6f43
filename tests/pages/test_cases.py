import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from openpyxl import load_workbook
from sqlalchemy import delete
from streamlit.typing import DataframeState

from components import case_list, export
from components.export import csv_bytes
from queries.filters import Filters
from queries.measure import measure
from store.engine import open_store
from store.tables import case
from tests.pages.cases_seen import OPERATOR, audit, listed, texts
from tests.pages.conftest import Dashboard


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
    assert f"{number} cases ({number} events) behind this number" in texts(at)


def test_behind_overdue_there_are_overdue_cases_only(small_store: Path, dashboard: Dashboard) -> None:
    states = listed(dashboard("cases", p="all", metric="overdue_now"))["state"]
    assert {tuple(state) for state in states} == {("▲ overdue",)}


def test_a_number_without_a_list_says_so_and_shows_all(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", p="all", metric="flow")
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


def test_a_later_page_that_holds_nothing_any_more_gives_way_to_the_one_before(
    changed_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("cases", p="all")
    numbers = listed(at)["number"].tolist()
    at.button(key="page_next").click().run()
    with open_store().begin() as connection:
        connection.execute(delete(case).where(case.c.source_number.not_in(numbers)))
    st.cache_data.clear()
    assert listed(at.run())["number"].tolist() == numbers
    assert "1–50 of" in texts(at) and "No case matches" not in texts(at)


def test_other_filters_begin_at_their_first_page(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", p="all")
    at.button(key="page_next").click().run()
    at.selectbox(key="case_sort").set_value("oldest").run()
    assert "1–50 of" in texts(at)


def test_a_link_restores_search_and_order(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", p="all", q="Отопление", sort="oldest", list="table")
    assert at.text_input(key="case_search").value == "Отопление"
    assert at.selectbox(key="case_sort").value == "oldest"
    assert set(listed(at)["topic"]) == {"Heating"}


def test_a_click_on_a_header_sorts_the_whole_list_and_a_second_turns_it_round(
    small_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("cases", p="all")

    def click(column: str) -> pd.DataFrame:
        (key,) = [key for key in at.session_state.to_dict() if str(key).startswith("cases-")]
        at.session_state[key] = DataframeState({"selection": {"rows": [], "columns": [column], "cells": []}})
        at.run()
        return listed(at)

    lowest = click("rating")["rating"]
    assert at.query_params["sort"] == "rating"
    assert lowest.is_monotonic_increasing and lowest.max() <= 2, "of all pages, not of the one in sight"
    highest = click("rating")["rating"]
    assert at.query_params["sort"] == "-rating" and highest.is_monotonic_decreasing and highest.min() >= 4
    topics = click("topic")["topic"]
    assert topics.is_monotonic_increasing and topics.iloc[0] == "Doctor's appointments"
    click("text")
    assert at.query_params["sort"] == "topic", "nobody sorts by texts"


def test_the_texts_are_not_even_sent_to_those_who_may_not_read_them(small_store: Path, dashboard: Dashboard) -> None:
    assert "text" in listed(dashboard("cases", role="operator", p="all")).columns
    assert "text" not in listed(dashboard("cases", role="staff", p="all")).columns


def test_an_empty_store_says_what_to_do(empty_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", role="operator")
    assert not at.exception
    assert "Nothing has been loaded yet" in texts(at)


def test_hours_are_not_invented_for_sources_that_know_days(small_store: Path, dashboard: Dashboard) -> None:
    assert listed(dashboard("cases", p="all", ch="pos"))["filed"].str.fullmatch(r"\d\d\.\d\d\.\d{4}").all()
    assert listed(dashboard("cases", p="all", ch="social"))["filed"].str.fullmatch(r"\d\d\.\d\d\.\d{4} \d\d:\d\d").all()


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
