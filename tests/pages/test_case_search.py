import json
from pathlib import Path

from sqlalchemy import update

from store.engine import open_store
from store.tables import case_text
from store.words import index_everything
from tests.pages.cases_seen import HARDEST, NUMBER, audit, listed, texts
from tests.pages.conftest import Dashboard


def test_the_search_finds_words_of_a_text_for_those_who_may_read_it(changed_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        found = update(case_text).where(case_text.c.case_id == HARDEST)
        connection.execute(found.values(text="Пропал пёс Бублик"))
        index_everything(connection)
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
    without = dashboard("cases", role="staff", p="all", q="Бублик")
    assert "No case matches" in texts(without)
    assert "the texts were not looked in" in texts(without), "nothing found in the facts is not nothing written"
    assert "words" not in without.text_input(key="case_search").placeholder


def test_nothing_found_says_what_to_do(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("cases", p="all", q="зебра")
    assert "Widen the period" in texts(at)
    assert not at.dataframe


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


def test_a_text_found_is_not_formatted_by_its_own_signs(changed_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        found = update(case_text).where(case_text.c.case_id == HARDEST)
        connection.execute(found.values(text="**Пёс** [x](y) $a$ :red[b]"))
        index_everything(connection)
    said = texts(dashboard("cases", role="operator", p="all", q="псы пес*"))
    assert "No case matches" in said
    said = texts(dashboard("cases", role="operator", p="all", q="пес"))
    assert r"\*\***Пёс**\*\* \[x\]\(y\) \$a\$ \:red\[b\]" in said
