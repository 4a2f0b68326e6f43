"""The shell for every role in both languages: what is offered, what is denied, what the link carries."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import ROOT, Dashboard

SHELL = str(ROOT / "components" / "shell.py")


def started(**params: str) -> AppTest:
    at = AppTest.from_file(SHELL, default_timeout=30)
    at.query_params.update(params)
    return at.run()


def words(at: AppTest) -> str:
    """Everything a person can read on the screen."""
    elements: list[Any] = [*at.markdown, *at.caption, *at.header, *at.subheader, *at.info, *at.metric, *at.button]
    return "\n".join(str(getattr(element, "label", "") or element.value) for element in elements)


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("role", ["operator", "staff", "admin"])
def test_every_role_starts_on_a_page_that_works(small_store: Path, role: str, lang: str) -> None:
    at = started(role=role, lang=lang)
    assert not at.exception
    assert ("Озёрная область" if lang == "ru" else "Ozyornaya region") in words(at)


def test_a_page_that_lives_tells_its_data_time_once(small_store: Path) -> None:
    """The bar would go on telling what it was when the page was opened."""
    for page, told in (("cases", True), ("live_map", False)):
        at = started(role="operator", lang="en").switch_page(str(ROOT / "pages" / f"{page}.py")).run()
        assert not at.exception
        assert ("data up to" in words(at)) == told
        assert told or "Data until" in words(at)


def test_a_head_chooses_the_municipality_first(small_store: Path) -> None:
    at = started(role="head", lang="en")
    assert not at.exception
    assert "Which municipality?" in words(at)
    at.selectbox(key="as_choice").select("99601000").run()
    assert at.query_params["as"] == "99601000"
    assert "Which municipality?" not in words(at)


def test_nobody_sees_neither_names_nor_pages(small_store: Path) -> None:
    at = started(role="king", lang="en")
    assert not at.exception
    assert "No access" in words(at)
    assert "Ozyornaya" not in words(at)
    assert not at.metric


def test_a_proxy_that_vouches_for_nobody_is_denied(small_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVODKA_IDENTITY", "proxy")
    at = started(role="admin", lang="en")
    assert "No access" in words(at)
    assert not at.metric


@pytest.mark.parametrize("role", ["operator", "staff", "head"])
def test_a_page_of_another_role_explains_itself(small_store: Path, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from components import page_list

    only_admin = tuple(
        page_list.PageEntry(entry.id, entry.title, entry.about, entry.icon, ("admin",)) for entry in page_list.PAGES
    )
    monkeypatch.setattr(page_list, "PAGES", only_admin)
    at = started(role=role, lang="en", **{"as": "99601000"})
    assert not at.exception
    assert "No access to this page" in words(at)
    assert not at.metric


@pytest.mark.parametrize(("locale", "word"), [("ru-RU", "Отбор"), ("en-GB", "Filters"), ("de-DE", "Filters")])
def test_the_browser_chooses_the_language(small_store: Path, locale: str, word: str) -> None:
    at = AppTest.from_file(SHELL, default_timeout=30)
    at.context = {"locale": locale}
    at.run()
    assert at.get("popover")[0].proto.popover.label == word


def test_the_link_overrides_the_language_of_the_browser(small_store: Path) -> None:
    at = AppTest.from_file(SHELL, default_timeout=30)
    at.context = {"locale": "ru-RU"}
    at.query_params["lang"] = "en"
    at.run()
    assert "Ozyornaya region" in words(at)
    at.segmented_control(key="language_choice").set_value("ru").run()
    assert "lang" not in at.query_params
    assert "Озёрная область" in words(at)


def test_choices_are_written_into_the_link_as_codes(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("overview", lang="ru")
    at.segmented_control(key="period_choice").set_value("7d").run()
    at.multiselect(key="districts_choice").set_value(["99601000", "none"]).run()
    at.selectbox(key="comparison_choice").select("last_year").run()
    assert not at.exception
    assert {name: at.query_params[name] for name in ("p", "d", "cmp")} == {
        "p": "7d",
        "d": "99601000,none",
        "cmp": "last_year",
    }


def test_a_link_restores_the_choices(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("overview", p="90d", d="99601000", ch="pos,social", cmp="none")
    assert at.segmented_control(key="period_choice").value == "90d"
    assert at.multiselect(key="districts_choice").value == ["99601000"]
    assert sorted(at.multiselect(key="channels_choice").value) == ["pos", "social"]
    assert at.selectbox(key="comparison_choice").value == "none"


def test_a_chip_takes_its_filter_away(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("overview", d="99601000,99701000", ch="pos")
    at.button(key="chip_districts_99601000").click().run()
    assert (at.query_params["d"], at.query_params["ch"]) == ("99701000", "pos")
    at.button(key="chips_reset").click().run()
    assert "d" not in at.query_params
    assert "ch" not in at.query_params


def test_nonsense_in_a_link_does_no_harm(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("overview", p="fortnight", d="nowhere", cmp="tomorrow", **{"from": "2026-13-45", "to": "x"})
    assert not at.exception
    assert at.segmented_control(key="period_choice").value == "30d"


def test_dates_are_kept_in_the_link(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("overview")
    at.segmented_control(key="period_choice").set_value("custom").run()
    assert (at.query_params["from"], at.query_params["to"]) == ("2026-10-23", "2026-11-21")
    at.date_input(key="date_from_2026-10-23").set_value(date(2026, 11, 1)).run()
    assert (at.query_params["from"], at.query_params["to"]) == ("2026-11-01", "2026-11-21")
    at.segmented_control(key="period_choice").set_value("30d").run()
    assert "from" not in at.query_params


def test_a_moving_data_time_asks_the_same_question_for_five_minutes() -> None:
    from components.filters import steady

    assert (
        steady(datetime(2026, 11, 21, 12))
        == steady(datetime(2026, 11, 21, 12, 4, 59))
        == datetime(2026, 11, 21, 12, 4, 59)
    )


def test_a_data_time_just_before_midnight_stays_in_its_day() -> None:
    from components.filters import steady

    assert steady(datetime(2026, 11, 21, 23, 59, 59)) == datetime(2026, 11, 21, 23, 59, 59)
