"""Lists page through without loss or repetition; a case file tells the whole story."""

import pandas as pd
import pytest
from sqlalchemy import Engine, insert

from queries.case_order import SORTS
from queries.cases import case_file, case_page
from queries.filters import UNMAPPED, Filters
from queries.scope import scope_for
from store.tables import case_event, case_link, topic
from tests.sample_cases import a_case, day, load, load_region

OPERATOR = scope_for("operator")


def whole(
    store: Engine, sort: str, limit: int = 10, language: str = "ru", channels: tuple[str, ...] = ()
) -> pd.DataFrame:
    """The list page after page."""
    found: list[pd.DataFrame] = []
    after: str | None = None
    while True:
        page = case_page(OPERATOR, Filters(), sort=sort, after=after, limit=limit, language=language,
                         channels=channels, engine=store)  # fmt: skip
        found.append(page.rows)
        if (after := page.next) is None:
            return pd.concat(found)


def test_pages_hold_every_case_once_in_every_order_even_when_values_tie(store: Engine) -> None:
    load_region(store, {"A": 1, "B": 1})
    load(store, [
        a_case(i, filed=i % 3, closed=4 if i % 2 else None, due=5 if i % 4 else None, rating=i % 6 or None,
               channel="social" if i % 5 else "pos", district_id="AB"[i % 2] if i % 3 else None,
               topic_source="Ямы" if i % 2 else None, agency_source="МУП" if i % 4 else None)
        for i in range(25)
    ])  # fmt: skip
    for sort in SORTS:
        listed = whole(store, sort)
        assert len(listed) == (6 if sort == "due" else 25), sort
        assert listed["id"].is_unique, sort


def test_a_column_sorts_the_whole_list_and_what_is_missing_stands_last(store: Engine) -> None:
    names = {1: "ямы", 2: "Ёлки", 3: None, 4: "Дороги", 5: "Жильё"}
    load(store, [a_case(i, topic_source=name, rating=None if i == 2 else i, due=20 - i if i < 4 else None,
                        closed=1 if i == 5 else None) for i, name in names.items()])  # fmt: skip

    def order(sort: str) -> str:
        return "".join(whole(store, sort, limit=2)["source_number"])

    assert (order("topic"), order("-topic")) == ("42513", "15243")
    assert (order("rating"), order("-rating")) == ("13452", "54312")
    assert (order("deadline"), order("-deadline")) == ("32145", "12345")
    assert (order("number"), order("-number")) == ("12345", "54321")
    assert (order("state"), order("-state")) == ("12345", "54123"), "in time, without a deadline, closed"


def test_numbers_are_sorted_as_numbers_and_channels_by_the_names_on_the_screen(store: Engine) -> None:
    load(store, [a_case(i, channel="social" if i == 10 else "pos") for i in (100, 9, 10)])

    def order(sort: str, channels: tuple[str, ...] = ()) -> list[str]:
        return list(whole(store, sort, limit=2, channels=channels)["id"])

    assert order("number") == ["pos:9", "social:10", "pos:100"]
    assert order("-number") == ["pos:100", "social:10", "pos:9"]
    assert order("channel", channels=("social", "pos")) == ["social:10", "pos:100", "pos:9"]
    assert order("-channel", channels=("social", "pos"))[-1] == "social:10"
    assert order("channel")[-1] == "social:10", "by code where nobody says what the channels are called"


def test_names_are_sorted_in_the_language_in_which_they_are_read(store: Engine) -> None:
    with store.begin() as connection:
        for key, russian, english in (("1", "Яма", "Apple"), ("2", "Арка", "Zebra")):
            connection.execute(insert(topic).values(id=key, level_1=russian, name_en=english))
    load(store, [a_case(i, topic_id=str(i)) for i in (1, 2)])
    assert [list(whole(store, "topic", language=lang)["source_number"]) for lang in ("ru", "en")] == [
        ["2", "1"],
        ["1", "2"],
    ]


def test_the_soonest_due_come_first_and_decided_cases_are_not_in_that_list(store: Engine) -> None:
    load(store, [a_case(1, due=12), a_case(2, due=8), a_case(3, due=9, closed=1), a_case(4)])
    assert list(case_page(OPERATOR, Filters(), sort="due", engine=store).rows["id"]) == ["pos:2", "pos:1"]


def test_each_case_says_how_it_stands_against_its_deadline(store: Engine) -> None:
    cases = [
        a_case(1, due=5), a_case(2, due=9.5), a_case(3, due=30), a_case(4),
        a_case(5, due=5, closed=4), a_case(6, due=5, closed=7), a_case(7, closed=7),
        a_case(8, due=5, response=4, decided_at=day(4)), a_case(9, due=5, response=7, decided_at=day(7)),
    ]  # fmt: skip
    load(store, cases)
    rows = case_page(OPERATOR, Filters(), engine=store).rows.set_index("id")["deadline_state"]
    assert rows.to_dict() == {
        "pos:1": "overdue", "pos:2": "due_soon", "pos:3": "in_time", "pos:4": "no_deadline",
        "pos:5": "closed_on_time", "pos:6": "closed_late", "pos:7": "closed",
        "pos:8": "in_time", "pos:9": "replied_late",
    }  # fmt: skip
    assert case_page(OPERATOR, Filters(), metric_id="on_time", engine=store).rows["id"].tolist() == ["pos:5", "pos:8"]


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


def test_behind_outcomes_repeats_and_what_was_sent_on_stand_their_cases(store: Engine) -> None:
    """Case 1 came again as case 2 by the same applicant within 30 days; case 4 at the same place and topic too late."""
    place = {"address": "Садовая, 1", "place_precision": "street", "topic_id": "T"}
    load(
        store,
        [
            a_case(1, closed=5, outcome="solved", applicant_key="k", agency_received_id="X", agency_id="Y"),
            a_case(2, filed=20, outcome=None, applicant_key="k", agency_received_id="X", agency_id="X"),
            a_case(3, closed=5, outcome="explained", agency_received_id="X", agency_id=None, **place),
            a_case(4, filed=36, closed=37, outcome=None, agency_received_id="Y", agency_id="X", **place),
        ],
        until=60,
    )
    behind = {"repeat": {"pos:1"}, "outcome": {"pos:1", "pos:3", "pos:4"}, "outcome:solved": {"pos:1"},
              "outcome:explained": {"pos:3"}, "outcome:unknown": {"pos:4"}, "outcome:refused": set(),
              "sent_on:X": {"pos:1"}, "sent_on:Y": {"pos:4"}, "sent_on:Y@T": {"pos:4"}, "sent_on:Y@U": set(),
              "received_by:X": {"pos:1", "pos:2"}, "received_by:Y@T": {"pos:4"},
              "repeat:judged": {"pos:1", "pos:3"},
              "time_to_answer:judged": {"pos:1", "pos:2", "pos:3", "pos:4"}}  # fmt: skip
    for name, ids in behind.items():
        assert set(case_page(OPERATOR, Filters(), metric_id=name, engine=store).rows["id"]) == ids, name
    head = scope_for("head", agencies=("X",))
    assert case_page(head, Filters(), metric_id="sent_on:X", engine=store).total == 0, "it is with somebody else now"
    for name in ("flow", "outcome:", "outcome:lost", "on_time:solved", "sent_on:", "received:judged", "on_time:"):
        with pytest.raises(ValueError, match="cannot be listed; choose one of received"):
            case_page(OPERATOR, Filters(), metric_id=name, engine=store)
