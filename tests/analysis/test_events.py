"""Which cases tell of one event: the same place in other words, the same day, and nothing in between."""

from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.events import SPAN
from analysis.events import groups as grouped
from analysis.same_place import pairs

DAY_0 = datetime(2026, 1, 1)
WATER = "Без объявления отключили воду на улице Туескова, 48, ребёнка не помыть."


def case(case_id: str, day: float, address: str | None = None, text: str | None = None, **facts: str) -> dict[str, Any]:
    row = {"case_id": case_id, "at": DAY_0 + timedelta(days=day), "district": "A", "topic": "water"}
    return row | {"address": address, "text": text} | facts


def events(rows: list[dict[str, Any]], *known: tuple[str, str]) -> pd.DataFrame:
    cases = pd.DataFrame(rows)
    moments = cases.set_index("case_id")["at"]
    stated = pd.DataFrame(known, columns=["one", "other"], dtype="str")
    stated = stated.assign(one_at=stated["one"].map(moments), other_at=stated["other"].map(moments))
    return grouped(pairs(cases.assign(place=cases["district"] + "|" + cases["topic"])), stated)


def groups(*cases: dict[str, Any], known: tuple[tuple[str, str], ...] = ()) -> list[list[str]]:
    found = events(list(cases), *known)
    return [sorted(part["case_id"]) for _, part in found.groupby("event_id")]


def test_an_address_and_a_sentence_name_the_same_house() -> None:
    assert groups(case("a", 0, "Верхнереченск, улица Туескова, 48"), case("b", 1, text=WATER)) == [["a", "b"]]


def test_two_sentences_name_the_same_house_in_other_cases() -> None:
    other = "У дома 48 на улице Туескова нет воды второй день"
    assert groups(case("a", 0, text=WATER), case("b", 1, text=other)) == [["a", "b"]]


def test_another_house_street_topic_place_or_week_is_another_event() -> None:
    here = case("a", 0, "Верхнереченск, улица Туескова, 48")
    for other in (
        case("b", 0, "Верхнереченск, улица Туескова, 50"),
        case("b", 0, "Верхнереченск, улица Садовая, 48"),
        case("b", 3, "Верхнереченск, улица Туескова, 48"),
        case("b", 0, "Верхнереченск, улица Туескова, 48", topic="roads"),
        case("b", 0, "Верхнереченск, улица Туескова, 48", district="B"),
    ):
        assert groups(here, other) == []


def test_the_number_of_a_street_is_no_house() -> None:
    assert groups(case("a", 0, "Город, 2-я Лесная улица, 5"), case("b", 0, "Город, 2-я Лесная улица, 7")) == []
    assert groups(case("a", 0, "Город, 2-я Лесная улица, 5"), case("b", 0, "Город, 3-я Лесная улица, 5")) == []


def test_a_street_called_embankment_is_a_street() -> None:
    text = "Амброзия на улице Набережной, 60 в рост человека"
    assert groups(case("a", 0, "Озерково, улица Набережная, 60"), case("b", 1, text=text)) == [["a", "b"]]


def test_the_street_is_what_follows_the_settlement_and_may_be_all_that_stands_there() -> None:
    told = case("b", 1, text=WATER)
    assert groups(case("a", 0, "улица Туескова 48"), told) == [["a", "b"]]
    assert groups(case("a", 0, "Верхнереченск, Северный, улица Туескова, 48"), told) == []  # nothing says «Северный»
    assert groups(case("a", 0, "Верхнереченск, улица Туескова, 48, 3"), told) == []  # the house comes last


def test_texts_without_a_place_must_say_the_same() -> None:
    text = "Приложение показывает автобус, а его нет, и так каждый день недели"
    assert groups(case("a", 0, text=text), case("b", 1, text=text.upper())) == [["a", "b"]]
    assert groups(case("a", 0, text=text), case("b", 1, text=f"{text} утром")) == []


def test_a_chain_of_neighbours_does_not_become_a_year() -> None:
    daily = [case(f"{day:02}", day, "Город, улица Туескова, 48") for day in range(20)]
    found = events(daily)
    moments = dict(zip((c["case_id"] for c in daily), (c["at"] for c in daily), strict=True))
    for _, part in found.groupby("event_id"):
        times = [moments[case_id] for case_id in part["case_id"]]
        assert max(times) - min(times) <= SPAN


def test_what_a_source_states_is_one_event_whatever_is_said() -> None:
    cases = (case("pos:1", 0), case("statutory:9", 2, topic="other"), case("social:3", 2, topic="third"))
    assert groups(*cases, known=(("pos:1", "statutory:9"),)) == [["pos:1", "statutory:9"]]


some_cases = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from(["улица Садовая, 1", "улица Мира, 2"]), st.sampled_from("AB")),
    min_size=2, max_size=12,
)  # fmt: skip


@given(some_cases, st.randoms())
def test_the_order_of_import_does_not_matter(facts: list[tuple[int, str, str]], random) -> None:  # type: ignore[no-untyped-def]
    rows = [case(str(i), day, f"Город, {street}", district=place) for i, (day, street, place) in enumerate(facts)]
    shuffled = list(rows)
    random.shuffle(shuffled)
    pd.testing.assert_frame_equal(events(rows), events(shuffled))


def test_a_thousand_appeals_about_one_house_are_one_event() -> None:
    crowd = [case(str(number), number / 2_000, text=f"{WATER} Звонили {number} раз") for number in range(1_000)]
    assert [len(group) for group in groups(*crowd)] == [1_000]


def test_an_address_and_a_sentence_of_one_house_are_found_among_the_cases_of_a_year() -> None:
    others = [case(f"other:{day}", day, f"Город, улица Мира, {day}", "Яма во дворе") for day in range(365)]
    one, other = case("pos:1", 200.1, "Город, улица Туескова, 48"), case("social:2", 201, text=WATER)
    assert groups(*others, one, other) == [["pos:1", "social:2"]]


def test_the_same_words_in_another_order_are_found_among_the_cases_of_a_year() -> None:
    others = [case(f"other:{day}", day, text=f"Во дворе уже {day} день стоит вода, помогите") for day in range(365)]
    one = case("pos:1", 200.1, text="Вода стоит во дворе, никто не едет")
    other = case("social:2", 201, text="Никто не едет!.. во дворе,стоит вода")
    assert groups(*others, one, other) == [["pos:1", "social:2"]]


SAID = (
    "Прорвало трубу на улице Садовой, 4, заливает весь двор",
    "Возле дома Садовая 4 уже неделю заливает двор и подвал",
    "Вода стоит во дворе уже третий день подряд, ждём",
    "Ждём третий день подряд: вода стоит уже во\u00a0дворе",
    "На улице Мира,2 течёт крыша уже второй день подряд",
)
ADDRESSES = (None, None, "Город, улица Садовая, 4", "Город, улица Мира, 2", "4")
some_reports = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from(ADDRESSES), st.sampled_from((None, *SAID)), st.sampled_from("AB")),
    min_size=2, max_size=5,
)  # fmt: skip


@given(some_reports)
def test_among_many_are_found_the_same_as_two_and_two(facts: list[tuple[int, str | None, str | None, str]]) -> None:
    rows = [
        case(str(i), 100 + half_days / 2, address, text, district=place)
        for i, (half_days, address, text, place) in enumerate(facts)
    ]
    around = [case(f"{place}{day}", day, text="Спасибо", district=place) for day in (0, 300) for place in "AB"]
    expected = {row["case_id"]: {row["case_id"]} for row in rows}
    for one, other in combinations(rows, 2):
        if groups(one, other):
            both = expected[one["case_id"]] | expected[other["case_id"]]
            expected.update(dict.fromkeys(both, both))
    joined = {tuple(sorted(group)) for group in expected.values() if len(group) > 1}
    assert {tuple(group) for group in groups(*around, *rows)} == joined
