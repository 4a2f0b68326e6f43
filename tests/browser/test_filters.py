"""Every number on the screen answers the filters, and says the same as the command line."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser import overview
from tests.browser.asking import CARDS, as_card, asked
from tests.browser.dashboard import Dashboard
from tests.browser.screen import Screen

QUARTER = {"date_from": "2025-09-02", "date_to": "2025-11-30"}  # the last 90 days


def expected(dashboard: Dashboard, **question: object) -> dict[str, str]:
    return {metric: as_card(metric, asked(dashboard, metric, **question)[0]) for metric in CARDS}


def test_every_number_follows_the_period_the_district_and_the_channel(screen: Screen, dashboard: Dashboard) -> None:
    screen.open("overview", role="staff")
    before, quarter = overview.values(screen), expected(dashboard, **QUARTER)
    with screen.rerun():
        screen.page.get_by_text("90 дней", exact=True).click()
    assert screen.params["p"] == "90d"
    assert overview.values(screen) == quarter != before
    by_district(screen, dashboard)
    assert overview.values(screen) == quarter
    by_channel(screen, dashboard)
    assert overview.values(screen) == quarter


def by_district(screen: Screen, dashboard: Dashboard) -> None:
    """A click on the map chooses a district, another takes it away."""
    overview.click_district(screen, "Каменноборск")
    chosen = screen.params["d"]
    assert overview.values(screen) == expected(dashboard, districts=[chosen], **QUARTER)
    expect(screen.page.locator(".st-key-chips")).to_contain_text("Каменноборск")
    overview.click_district(screen, "Каменноборск")
    assert "d" not in screen.params


def by_channel(screen: Screen, dashboard: Dashboard) -> None:
    """A list in the filter bar narrows, its chip widens."""
    screen.page.get_by_role("button", name="Отбор").click()
    screen.page.locator(".st-key-channels_choice input").click()
    with screen.rerun():
        screen.page.get_by_role("option", name="ПОС").click()
    assert screen.params["ch"] == "pos"
    assert overview.values(screen) == expected(dashboard, channels=["pos"], **QUARTER)
    screen.page.keyboard.press("Escape")
    screen.page.keyboard.press("Escape")
    with screen.rerun():
        screen.page.locator(".st-key-chip_channels_pos button").click()
    assert "ch" not in screen.params


def test_the_cases_behind_a_number_are_as_many_as_it_says(screen: Screen, dashboard: Dashboard) -> None:
    screen.open("overview", role="staff", p="90d")
    shown = overview.values(screen)["overdue_now"]
    overview.card(screen, "overdue_now").get_by_test_id("stPopoverButton").click()
    screen.page.get_by_role("link", name="Обращения за этим числом").click()
    screen.page.wait_for_url("**/cases*")
    screen.settle()
    assert (screen.params["metric"], screen.params["p"]) == ("overdue_now", "90d")
    expect(screen.page.locator("p", has_text="Просрочено сейчас")).to_contain_text(f": {shown} ")


@pytest.mark.parametrize("words", [["on_time", "--by", "district"], ["cases", "--channel", "pos", "--limit", "3"]])
def test_the_command_line_answers_while_the_dashboard_runs(dashboard: Dashboard, words: list[str]) -> None:
    said = dashboard.command("queries", *words, "--format", "json")
    assert (said.returncode, said.stderr) == (0, "")
    question = {"by": "district"} if "--by" in words else {"channels": ["pos"], "limit": 3}
    assert json.loads(said.stdout)["rows"] == asked(dashboard, words[0], **question)
