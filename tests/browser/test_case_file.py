"""From a row of a list to the file of the case."""

from playwright.sync_api import expect

from tests.browser.asking import asked
from tests.browser.dashboard import Dashboard
from tests.browser.screen import Screen

ROW, HEAD = 35, 38  # pixels


def test_a_click_on_a_row_opens_its_file_and_the_pages_of_the_list_can_be_turned(
    screen: Screen, dashboard: Dashboard
) -> None:
    screen.open("cases", role="operator")
    second = asked(dashboard, "cases", limit=2)[1]
    table = screen.page.get_by_test_id("stDataFrameResizable")
    table.click(position={"x": 300, "y": HEAD + 1.5 * ROW})
    screen.page.wait_for_url("**case=*")
    screen.settle()
    assert screen.params["case"] == second["id"]
    expect(screen.page.get_by_text(f"№ {second['source_number']}")).to_be_visible()
    screen.page.get_by_role("button", name="К списку").click()
    screen.wait_for_params(case=None)
    expect(table).to_be_visible()
    assert "1–50 из" in screen.text
    number = screen.page.locator("canvas [role=gridcell][aria-colindex='7']").first
    first = number.text_content()
    assert first
    with screen.rerun():
        screen.page.get_by_role("button", name="Дальше").click()
    assert "51–100 из" in screen.text
    expect(number).not_to_have_text(first)
    for order in ("state", "-state"):  # a click on a header sorts the whole list, from its first page on
        with screen.rerun():
            table.click(position={"x": 30, "y": HEAD / 2})
        screen.wait_for_params(sort=order)
        assert "1–50 из" in screen.text


def test_a_search_by_number_finds_the_case(screen: Screen, dashboard: Dashboard) -> None:
    wanted = asked(dashboard, "cases", sort="oldest", limit=1)[0]
    screen.open("cases", role="operator", p="all", list="table")
    field = screen.page.get_by_placeholder("Номер, тема")
    field.fill(wanted["source_number"])
    with screen.rerun():
        field.press("Enter")
    assert screen.params["q"] == wanted["source_number"]
    assert "1 обращение" in screen.text
    expect(screen.page.locator("canvas [role=gridcell]", has_text=wanted["source_number"])).to_be_attached()


def test_a_word_in_another_form_leads_to_the_case_and_to_cases_like_it(screen: Screen, dashboard: Dashboard) -> None:
    """Searched as people type, found as people write, marked in the words, opened, compared."""
    found = asked(dashboard, "search", subject="снегом", role="operator", limit=50)
    assert any(word.lower() != "снегом" for row in found for word in row["hits"])
    first = next(row for row in found if row["hits"])
    screen.open("cases", role="operator", p="all")
    field = screen.page.get_by_placeholder("Номер, тема")
    field.fill("снегом")
    with screen.rerun():
        field.press("Enter")
    marked = [words.lower() for words in screen.page.locator("[data-testid=stMarkdown] strong").all_text_contents()]
    assert first["hits"][0].lower() in marked
    with screen.rerun():
        screen.page.locator(f".st-key-hit_{first['id'].replace(':', '-')} button").click()
    screen.wait_for_params(case=first["id"])
    expect(screen.page.get_by_text("Похожие обращения")).to_be_visible()
    similar = asked(dashboard, "similar", subject=first["id"], role="operator")
    assert screen.page.locator("[class*=st-key-similar_] button").count() == len(similar) > 0
    screen.page.emulate_media(media="print")
    expect(screen.page.get_by_text("Похожие обращения")).to_be_visible()
    titles = screen.page.locator("[class*=st-key-similar_] button")
    assert all(title.is_visible() for title in titles.all()), "on paper too it is said which case is alike"
    for words in ("К списку", "Открыть в источнике", "Ctrl+P"):
        assert not screen.page.get_by_text(words).is_visible()
    screen.page.emulate_media(media="screen")
