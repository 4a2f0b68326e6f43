"""Lists page through without loss or repetition; a case file tells the whole story."""

import pytest
from sqlalchemy import Engine, insert

from queries.cases import case_file, case_page
from queries.filters import UNMAPPED, Filters
from queries.scope import scope_for
from store.tables import case_event, case_link, topic
from tests.sample_cases import a_case, day, load, load_region

OPERATOR = scope_for("operator")


@pytest.mark.parametrize("sort", ["newest", "oldest", "longest"])
def test_pages_hold_every_case_once_even_when_dates_tie(store: Engine, sort: str) -> None:
    load(store, [a_case(i, filed=i % 3, closed=4 if i % 2 else None) for i in range(25)])
    found, after = [], None
    while True:
        page = case_page(OPERATOR, Filters(), sort=sort, after=after, limit=10, engine=store)
        found += list(page.rows["id"])
        if (after := page.next) is None:
            break
    assert page.total == 25
    assert sorted(found) == sorted(f"pos:{i}" for i in range(25))


def test_the_soonest_due_come_first_and_decided_cases_are_not_in_that_list(store: Engine) -> None:
    load(store, [a_case(1, due=12), a_case(2, due=8), a_case(3, due=9, closed=1), a_case(4)])
    assert list(case_page(OPERATOR, Filters(), sort="due", engine=store).rows["id"]) == ["pos:2", "pos:1"]


def test_each_case_says_how_it_stands_against_its_deadline(store: Engine) -> None:
    cases = [
        a_case(1, due=5), a_case(2, due=9.5), a_case(3, due=30), a_case(4),
        a_case(5, due=5, closed=4), a_case(6, due=5, closed=7), a_case(7, closed=7),
    ]  # fmt: skip
    load(store, cases)
    rows = case_page(OPERATOR, Filters(), engine=store).rows.set_index("id")["deadline_state"]
    assert rows.to_dict() == {
        "pos:1": "overdue", "pos:2": "due_soon", "pos:3": "in_time", "pos:4": "no_deadline",
        "pos:5": "closed_on_time", "pos:6": "closed_late", "pos:7": "closed",
    }  # fmt: skip


def test_names_come_from_the_tables_and_else_from_the_source(store: Engine) -> None:
    load_region(store, {"A": 1})
    load(store, [a_case(1, district_id="A"), a_case(2, district_source="Нигдейский район")])
    rows = case_page(OPERATOR, Filters(), engine=store).rows.set_index("id")
    assert rows.loc["pos:1", "district_ru"] == "Район A"
    assert rows.loc["pos:1", "district_en"] == "District A"
    assert rows.loc["pos:2", "district_ru"] == "Нигдейский район"
    assert list(case_page(OPERATOR, Filters(districts=(UNMAPPED,)), engine=store).rows["id"]) == ["pos:2"]


def test_a_chosen_topic_brings_everything_below_it(store: Engine) -> None:
    levels = [("roads", "Дороги", None, None), ("pits", "Дороги", "Ямы", None), ("yards", "Дороги", "Ямы", "Во дворах"),
              ("heat", "ЖКХ", None, None)]  # fmt: skip
    with store.begin() as connection:
        for key, one, two, three in levels:
            connection.execute(insert(topic).values(id=key, level_1=one, level_2=two, level_3=three))
    load(store, [a_case(i, topic_id=key) for i, (key, *_) in enumerate(levels)])

    def found(key: str) -> int:
        return case_page(OPERATOR, Filters(topics=(key,)), engine=store).total

    assert (found("roads"), found("pits"), found("yards"), found("heat")) == (3, 2, 1, 1)


def test_a_case_file_holds_its_timeline_and_where_else_the_event_was_reported(store: Engine) -> None:
    load(store, [a_case(1, closed=3, due=5), a_case(2, channel="social")], texts={"pos:1": "Нет воды"})
    with store.begin() as connection:
        for at, kind in ((3, "closed"), (0, "filed")):
            connection.execute(insert(case_event).values(case_id="pos:1", at=day(at), kind=kind, precision="day"))
        for case_id in ("pos:1", "social:2"):
            connection.execute(insert(case_link).values(event_id="pos:1", case_id=case_id, reason="source"))
    found = case_file(OPERATOR, "pos:1", engine=store)
    assert found is not None
    assert list(found.events["kind"]) == ["filed", "closed"]
    assert list(found.links["id"]) == ["social:2"]
    assert (found.text, found.case["deadline_state"]) == ("Нет воды", "closed_on_time")
    assert case_file(OPERATOR, "pos:99", engine=store) is None


def test_an_unknown_sort_lists_the_known_ones(store: Engine) -> None:
    with pytest.raises(ValueError, match="newest, oldest, due, longest"):
        case_page(OPERATOR, Filters(), sort="random", engine=store)
