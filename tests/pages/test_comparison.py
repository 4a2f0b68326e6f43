"""Agencies and municipalities for every role in both languages: all views open and say what they should."""

from pathlib import Path

import pytest

from tests.pages.conftest import Dashboard

VIEWS = {"agencies": ("well", "chance", "work", "sent", "rating"), "districts": ("mine", "chance", "work", "rating")}
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


def test_operators_do_not_judge(small_store: Path, dashboard: Dashboard) -> None:
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


def test_a_kind_is_chosen_and_kept_in_the_link(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("agencies", p="all", view="chance", kind="municipality")
    shown = at.dataframe[0].value
    assert set(shown["Name"]) <= {"Svetly City Administration", "Rechnoy District Administration"}


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
