"""Problems for every role in both languages: the matrix, an opened cell, and what is said when nothing can be."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from queries import cached
from queries.filters import Filters, days_period, from_params
from queries.measure import measure
from queries.scope import Scope
from store.engine import open_store
from store.record_tables import annotation
from tests.pages.conftest import Dashboard

CELL = "snow:99701000"


@pytest.mark.parametrize(("lang", "title"), [("ru", "Самое тяжёлое"), ("en", "The worst")])
@pytest.mark.parametrize("side", ["district", "agency"])
def test_the_matrix_opens_in_both_languages(
    small_store: Path, dashboard: Dashboard, side: str, lang: str, title: str
) -> None:
    at = dashboard("problems", lang=lang, by=side)
    assert not at.exception
    assert any(part.value == f"**{title}**" for part in at.markdown)


@pytest.mark.parametrize("role", ["staff", "admin", "head"])
def test_who_decides_sees_problems(small_store: Path, dashboard: Dashboard, role: str) -> None:
    who = {"as": "99701000"} if role == "head" else {}
    at = dashboard("problems", role=role, **who)
    assert not at.exception
    assert not dashboard("problems", role=role, by="agency", **who).exception
    assert any("Judged: " in part.value for part in at.caption)


def test_operators_have_other_work(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("problems", role="operator")
    assert [header.value for header in at.header] == ["No access to this page"]


@pytest.mark.parametrize(
    ("lang", "words"), [("ru", "Уборка снега, Город Светлый"), ("en", "Snow removal, Svetly city")]
)
def test_a_cell_opens_from_the_link_and_leads_back(
    small_store: Path, dashboard: Dashboard, lang: str, words: str
) -> None:
    at = dashboard("problems", lang=lang, cell=CELL)
    assert not at.exception
    assert [part.value for part in at.subheader] == [words]
    promises = {"ru": "Ответы на эти обращения не загружены.", "en": "No reply to these cases is loaded."}
    assert promises[lang] in [part.value for part in at.markdown]
    at.button(key="cell_back").click().run()
    assert "cell" not in at.query_params


def test_a_note_stands_on_the_weeks_of_a_cell(changed_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        connection.execute(annotation.insert().values(
            key="1", kind="storm", starts_at=datetime(2026, 11, 10), batch_id=1, title="Snowstorm"
        ))  # fmt: skip
    told = [part.proto.alt for part in dashboard("problems", cell=CELL).get("vega_lite_chart")]
    assert any(words.endswith("Notes: 10 Nov 2026: Snowstorm.") for words in told)


def test_a_cell_of_the_list_opens_by_a_click(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("problems")
    first = next(button for button in at.button if str(button.key).startswith("open_"))
    first.click().run()
    assert at.query_params["cell"] == str(first.key).removeprefix("open_").replace("_", ":")
    assert at.subheader


def test_a_cell_and_its_passport_lead_to_the_very_cases_they_count(small_store: Path, dashboard: Dashboard) -> None:
    """Not to those of other weeks, and not without those of a filter of the bar that chooses nothing here."""
    at = dashboard("problems", role="admin", cell=CELL, ch="social", a="svetly", p="7d")
    told, total, asked = _linked(at, "Cases of these weeks")
    assert told.endswith(f": {total}") and total > 10
    assert (asked["ch"], asked["from"], asked["a"]) == ("social", "2026-10-05", ""), "an absent one would be put back"
    at.button(key="propose_now").click().run()
    assert not at.exception
    assert any(part.value.endswith("Counted were only: Social media.") for part in at.caption)
    _label, then, of_passport = _linked(at, "Cases of those weeks")
    assert then == total
    assert {name: of_passport[name] for name in ("from", "to")} == {name: asked[name] for name in ("from", "to")}


def _linked(at: Any, label: str) -> tuple[str, int, dict[str, str]]:
    """The label of a link, how many cases it leads to, and its parameters."""
    (link,) = [part.proto for part in at.get("page_link") if part.proto.label.startswith(label)]
    asked = dict(parse_qsl(link.query_string, keep_blank_values=True))
    days = days_period(date.fromisoformat(asked["from"]), date.fromisoformat(asked["to"]), cached.clock().zone)
    found = measure("received", Scope("x", "staff", whole_region=True), from_params(asked).during(days))
    return link.label, int(found["numerator"].sum()), asked


def test_an_empty_store_says_so(empty_store: Path, dashboard: Dashboard) -> None:
    assert [part.value for part in dashboard("problems").subheader] == ["Nothing has been loaded yet"]


def test_a_passport_is_opened_from_a_cell_worked_on_and_listed(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("problems", role="admin", lang="ru", cell=CELL)
    at.text_input(key="propose_owner").set_value("Иванова")
    at.button(key="propose_now").click().run()
    assert not at.exception
    assert (at.query_params["view"], at.query_params["passport"]) == ("passports", "1")
    at.button(key="to_accepted").click().run()
    at.button(key="to_in_work").click().run()
    at.text_input(key="measure_what_3").set_value("Ещё два трактора")
    at.button(key="measure_add").click().run()
    assert at.warning[0].value == "У меры должен быть первый день."
    assert at.text_input(key="measure_what_3").value == "Ещё два трактора", "nothing typed is lost"
    at.date_input(key="measure_from_3").set_value(date(2026, 11, 2))
    at.button(key="measure_add").click().run()
    assert at.text_input(key="measure_what_4").value == ""
    at.text_input(key="say_words").set_value("Договор подписан")
    at.button(key="say_now").click().run()
    assert not at.exception
    said = " ".join(part.value for part in at.markdown)
    assert "Ещё два трактора" in said
    assert "Договор подписан" in said
    at.button(key="to_solved").click().run()
    assert at.warning[0].value.startswith("Ещё нет")
    at.selectbox(key="pick_month_4").select("2026-12").run()
    at.button(key="pick").click().run()
    assert any("Отобрана на совещание: декабрь 2026" in part.value for part in at.caption)
    at.selectbox(key="pick_month_5").select("2026-11").run()
    at.button(key="pick").click().run()
    at.button(key="passport_back").click().run()
    assert not at.exception
    assert [part.value for part in at.button if str(part.key) == "open_passport_1"] == [False]
    assert at.dataframe[-1].value.shape[0] == 1


def test_cases_and_polls_are_linked_from_a_list_and_opened_by_a_click(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("problems", role="admin", lang="ru", cell=CELL)
    at.button(key="propose_now").click().run()
    listed = at.selectbox(key="link_case").options
    assert len(listed) == 20
    assert all("Уборка снега · Город Светлый" in words for words in listed)
    number = listed[3].split(" · ")[0].removeprefix("№ ")
    at.text_input(key="link_search").set_value(number).run()
    assert at.button(key="link_add").disabled
    (one,) = at.selectbox(key="link_case").options
    at.selectbox(key="link_case").select(at.selectbox(key="link_case").options[0]).run()
    at.button(key="link_add").click().run()
    assert not at.exception
    assert one.startswith(f"№ {number} · ")
    assert at.selectbox(key="link_case").options == [], "it is linked"
    (shown,) = [part.proto for part in at.get("page_link") if f"№ {number}" in part.proto.label]
    assert "case=" in shown.query_string


def test_a_passport_opened_by_mistake_leaves_the_list_and_comes_back(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("problems", role="admin", cell=CELL)
    at.button(key="propose_now").click().run()
    at.text_input(key="withdraw_reason").set_value("mistake")
    at.button(key="withdraw").click().run()
    assert at.warning[0].value == "Say why in a sentence: at least 10 characters."
    at.text_input(key="withdraw_reason").set_value("The *wrong* district")
    at.button(key="withdraw").click().run()
    assert not at.exception
    assert at.info[0].value.endswith(r": The \*wrong\* district")
    assert not [button.key for button in at.button if str(button.key) in ("to_accepted", "pick", "measure_add")]
    at.button(key="passport_back").click().run()
    assert any(part.value == "No passport is open." for part in at.markdown)
    at.segmented_control(key="status_choice").set_value("withdrawn").run()
    assert at.query_params["status"] == "withdrawn"
    at.button(key="open_passport_1").click().run()
    at.button(key="reopen").click().run()
    assert at.button(key="to_accepted")
    at.date_input(key="measure_from_3").set_value(date(2026, 11, 2))
    at.text_input(key="measure_what_3").set_value("Tractors")
    at.button(key="measure_add").click().run()
    assert any(part.value.startswith("A measure was begun") for part in at.caption)
    assert "withdraw" not in [button.key for button in at.button]


def test_staff_read_passports_and_do_not_change_them(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("problems", role="admin", cell=CELL)
    at.button(key="propose_now").click().run()
    assert "propose_now" not in [button.key for button in dashboard("problems", cell=CELL).button]
    at = dashboard("problems", view="passports", passport="1")
    assert not at.exception
    assert not [button.key for button in at.button if str(button.key).startswith("to_")]
    assert dashboard("problems", role="head", view="passports", passport="1", **{"as": "99601000"}).subheader == []


def test_an_opened_passport_says_roles_money_and_titles_and_asks_past_the_filters(
    small_store: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Filters] = []
    at = dashboard("problems", role="admin", lang="ru", cell=CELL)
    at.button(key="propose_now").click().run()
    at.text_input(key="measure_what_1").set_value("Ещё два трактора")
    at.date_input(key="measure_from_1").set_value(date(2026, 8, 3))
    at.number_input(key="measure_money_1").set_value(1500)
    at.button(key="measure_add").click().run()
    known = cached.effect

    def watched(scope: Scope, filters: Filters, *which: Any) -> Any:
        asked.append(filters)
        return known(scope, filters, *which)

    monkeypatch.setattr(cached, "effect", watched)
    at = dashboard("problems", role="admin", lang="en", view="passports", passport="1", ch="pos", q="снег")
    assert not at.exception
    assert asked == [Filters()]
    assert at.subheader[0].value == "Snow removal · Svetly city"
    assert any(part.value.startswith("Administrator answers for it. Opened by Administrator") for part in at.caption)
    assert any(part.value.endswith("money: 1,500 rubles") for part in at.markdown)


@pytest.mark.parametrize(("side", "chosen"), [("agency", {"d": "99701000"}), ("district", {"a": "roads"})])
def test_filters_of_the_other_side_are_said_not_to_apply(
    small_store: Path, dashboard: Dashboard, side: str, chosen: dict[str, str]
) -> None:
    at = dashboard("problems", by=side, **chosen)
    assert not at.exception
    assert any("do not apply here" in part.value for part in at.caption)
    assert not any("do not apply here" in part.value for part in dashboard("problems", by=side).caption)


def test_without_passports_it_says_how_to_open_one(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("problems", view="passports")
    assert any(part.value.startswith("No problem has a passport yet") for part in at.markdown)
    assert at.selectbox(key="month_choice").options == ["November 2026"]


@pytest.mark.parametrize(("lang", "words"), [("ru", "Прогноза нет"), ("en", "No advice")])
def test_without_two_seasons_there_is_no_advice(small_store: Path, dashboard: Dashboard, lang: str, words: str) -> None:
    at = dashboard("problems", lang=lang, view="advisory")
    assert not at.exception
    assert at.info[0].value.startswith(words)
