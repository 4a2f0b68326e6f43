"""Clicks on the live map, which WebGL draws."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine

from tests.browser.asking import asked
from tests.browser.dashboard import Dashboard
from tests.browser.live_map import live_map
from tests.browser.places import empty_districts, lonely_case
from tests.browser.screen import Screen


def test_a_click_on_a_municipality_filters_and_a_second_one_takes_it_back(
    screen: Screen, dashboard: Dashboard, known: Engine
) -> None:
    (place,) = empty_districts(known, 1)
    drawn = live_map(screen.open("live_map"), known)
    drawn.click(place.lat, place.lon)
    screen.wait_for_params(d=place.id)
    there = asked(dashboard, "in_work", districts=[place.id])[0]["numerator"]
    assert re.search(rf"В работе\s+{there}\s" if there else "В работе ничего нет", screen.text)
    drawn.wait_until_drawn()
    drawn.click(place.lat, place.lon)
    screen.wait_for_params(d=None)


def test_clicks_keep_the_zoom(screen: Screen, known: Engine) -> None:
    near = empty_districts(known, 2)
    drawn = live_map(screen.open("live_map"), known).zoom_in()
    for place in near:
        drawn.click(place.lat, place.lon)  # another zoom would put another municipality here
        screen.wait_for_params(d=place.id)
        drawn.wait_until_drawn()


def test_a_click_on_a_mark_opens_the_case(screen: Screen, known: Engine) -> None:
    case = lonely_case(known)
    drawn = live_map(screen.open("live_map"), known)
    drawn.click(case.lat, case.lon)
    screen.wait_for_params(case=case.id)
    expect(screen.page.get_by_role("dialog")).to_contain_text(f"№ {case.name}")


@pytest.mark.parametrize("fill", ["Просрочено", "Подано на 10 тыс. жителей", "Без заливки"])
def test_the_map_can_be_coloured_otherwise(screen: Screen, known: Engine, fill: str) -> None:
    drawn = live_map(screen.open("live_map"), known)
    before = drawn.wait_until_drawn()
    with screen.rerun():
        screen.page.locator(".st-key-live_fill").get_by_text(fill, exact=True).click()
    assert drawn.wait_until_drawn() != before
    assert screen.params["layer"] in ("overdue", "rate", "none")
