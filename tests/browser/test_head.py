"""A head of a municipality: behind each number the own cases, and of the others only what nobody can be known by."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.asking import asked
from tests.browser.conftest import Windows
from tests.browser.dashboard import Dashboard
from tests.browser.screen import Screen

HEAD, ROW = 35, 35  # pixels of a table's header and of its rows
CELLS = """
tables => [...tables.querySelectorAll("[role=row]")].map(
  row => [...row.querySelectorAll("[role=gridcell], [role=columnheader]")].map(cell => cell.textContent.trim()))
"""


def cells(screen: Screen) -> tuple[list[str], list[list[str]]]:
    """The headers and the rows in sight of the first table."""
    headers, *rows = screen.page.locator("canvas[data-testid=data-grid-canvas]").first.evaluate(CELLS)
    return headers, rows


def digits(text: str) -> int | None:
    found = re.sub(r"\D", "", text)
    return int(found) if found else None


def click_last_cell(screen: Screen, row: int) -> None:
    table = screen.page.get_by_test_id("stDataFrameResizable").first
    box = table.bounding_box()
    assert box is not None
    table.click(position={"x": box["width"] - 40, "y": HEAD + (row + 0.5) * ROW})


def two_of_one_class(dashboard: Dashboard) -> tuple[dict[str, Any], dict[str, Any]]:
    """Somebody with something overdue among the first of his class, and another of the same class."""
    ranked = [row for row in asked(dashboard, "ranks", subject="on_time", by="district") if row["rank"]]
    late = {row["key"] for row in asked(dashboard, "overdue_now", by="district") if row["numerator"]}
    mine = next(row for row in ranked if row["rank"] <= 4 and row["of"] >= 4 and row["key"] in late)
    return mine, next(row for row in ranked if row["group"] == mine["group"] and row["key"] != mine["key"])


def test_a_head_sees_the_class_and_opens_the_own_cases_only(windows: Windows, dashboard: Dashboard) -> None:
    mine, other = two_of_one_class(dashboard)
    person = {"role": "head", "as": mine["key"], "p": "all"}
    told = asked(dashboard, "ranks", subject="on_time", by="district", role="head", who=mine["key"])
    (own,) = [row for row in told if row["own"]]
    screen = windows(dashboard).open("districts", **person)

    # Mine first: seven strips with me, the median and the place; what is late opens my cases.
    assert f"{mine['name_ru']} в своей группе:" in screen.text
    strips = screen.page.locator(".stHtml [role=img]")
    expect(strips).to_have_count(7)
    assert "медиана группы" in str(strips.first.get_attribute("aria-label"))
    assert screen.text.count("· медиана ") == 7
    assert f"место {own['rank']} ({own['rank_low']}–{own['rank_high']}) из {own['of']}" in screen.text
    (late,) = asked(dashboard, "overdue_now", districts=[mine["key"]])
    screen.page.get_by_role("link", name="Мои просроченные обращения").click()
    screen.wait_for_params(metric="overdue_now", d=mine["key"])
    assert re.search(rf"{late['numerator']} обращени\S+ \(", screen.text)

    # The whole class, nobody below five and everybody in steps; only my number opens.
    screen.open("districts", **person, view="chance")
    assert "округлено до пяти" in screen.text
    _headers, rows = cells(screen)
    names = [row[1] for row in rows]
    counts = {row[1]: digits(row[-1]) for row in rows}
    assert counts[mine["name_ru"]] == own["denominator"] == mine["denominator"]
    others = {name: n for name, n in counts.items() if name != mine["name_ru"]}
    assert len(others) >= 3
    assert all(n is None or (n >= 5 and n % 5 == 0) for n in others.values()), others
    with screen.rerun():
        click_last_cell(screen, names.index(next(iter(others))))
    assert screen.path == "districts"
    click_last_cell(screen, names.index(mine["name_ru"]))
    screen.wait_for_params(metric="on_time:judged", d=mine["key"])
    assert digits(re.findall(r"учтено обращений\s*:\s*(\d[\d\s]*)обращ", screen.text)[0]) == own["denominator"]

    # Agencies: how many of my cases each has, and of theirs nothing.
    screen.open("agencies", **person)
    headers, rows = cells(screen)
    received = asked(dashboard, "received", by="agency", role="head", who=mine["key"])
    of_mine = {row["key"]: row["numerator"] for row in received}
    assert rows
    assert {digits(row[headers.index("Поступило")]) for row in rows} <= set(of_mine.values())

    # A link to another's municipality or agency leads to nothing of theirs.
    known = [row["key"] for row in asked(dashboard, "received", by="agency") if row["key"] and row["numerator"]]
    stranger = next(key for key in known if not of_mine.get(key))
    screen.open("districts", **person, d=other["key"])
    assert f"{mine['name_ru']} в своей группе:" in screen.text
    with screen.rerun():
        screen.page.locator(".st-key-language_choice").get_by_text("EN").click()
    assert f"{mine['name_en']} in its class:" in screen.text
    screen.open("agencies", **person, a=stranger)
    assert "За этот период нет обращений с датой подачи." in screen.text
    screen.open("cases", **person, d=other["key"])
    assert re.search(r"^0 обращений", screen.text, re.MULTILINE)
    theirs = {row["source_number"] for row in asked(dashboard, "cases", districts=[other["key"]], limit=300)}
    assert not [number for number in theirs if len(number) > 8 and number in screen.received]
