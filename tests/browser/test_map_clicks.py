"""Clicks on the live map, which WebGL draws."""

import re

from playwright.sync_api import expect
from sqlalchemy import Engine

from tests.browser.asking import asked
from tests.browser.dashboard import Dashboard
from tests.browser.live_map import live_map
from tests.browser.places import empty_districts, lonely_case
from tests.browser.screen import Screen

IN_WORK = re.compile(r"^В работе \d")


def test_a_click_on_a_mark_opens_the_case_and_one_on_a_municipality_filters_keeps_the_zoom_and_is_taken_back(
    screen: Screen, dashboard: Dashboard, known: Engine
) -> None:
    case, (one, other) = lonely_case(known), empty_districts(known, 2)
    drawn = live_map(screen.open("live_map"), known)
    drawn.click(case.lat, case.lon)
    screen.wait_for_params(case=case.id)
    expect(screen.page.get_by_role("dialog")).to_contain_text(f"№ {case.name}")
    screen.page.keyboard.press("Escape")
    screen.wait_for_params(case=None)
    drawn = drawn.zoom_in()
    drawn.click(one.lat, one.lon)
    screen.wait_for_params(d=one.id)
    there = asked(dashboard, "in_work", districts=[one.id])[0]["numerator"]
    assert re.search(rf"В работе\s+{there}\s" if there else "В работе ничего нет", screen.text)
    for chosen in (other.id, None):
        drawn.wait_until_drawn()
        drawn.click(other.lat, other.lon)  # another zoom would put another municipality here
        screen.wait_for_params(d=chosen)


def test_the_map_can_be_coloured_otherwise_and_a_rectangle_filters_every_panel_and_its_chip_undoes_it(
    screen: Screen, dashboard: Dashboard, known: Engine
) -> None:
    drawn = live_map(screen.open("live_map"), known)
    seen = {drawn.wait_until_drawn()}
    fills = {"overdue": "Просрочено", "rate": "Подано на 10 тыс. жителей", "none": "Без заливки"}
    for layer, fill in fills.items():
        with screen.rerun():
            screen.page.locator(".st-key-live_fill").get_by_text(fill, exact=True).click()
        seen.add(drawn.wait_until_drawn())
        assert screen.params["layer"] == layer
    assert len(seen) == 4, "two layers look the same"
    page = screen.page
    whole = page.get_by_text(IN_WORK).inner_text()
    page.get_by_text("Только прямоугольник").click()
    with screen.rerun():
        page.get_by_text("Нарисовать мышью").click()
    plan = page.locator("[class*=st-key-rectangle_plan] svg.marks")
    plan.scroll_into_view_if_needed()
    box = plan.bounding_box()
    assert box is not None
    corner, other = ((box["x"] + part * box["width"], box["y"] + part * box["height"]) for part in (0.3, 0.8))
    page.mouse.move(*corner)
    page.mouse.down()
    page.mouse.move(*other, steps=5)
    page.mouse.up()
    chip = page.locator(".st-key-chip_bounds button")
    expect(chip).to_be_visible()
    screen.settle()
    there = asked(dashboard, "in_work", bounds=screen.params["box"])[0]["numerator"]
    assert there > 0
    assert re.search(rf"В работе\s+{there}\s", screen.text)
    chip.click()
    expect(page.get_by_text(IN_WORK)).to_have_text(whole)
    assert "box" not in screen.params
