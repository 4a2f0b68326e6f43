"""The search on both engines: the same hits, the same scope, everywhere the filter applies."""

import json
import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select, update

from analysis.search_query import MOST_WORDS, Term, parsed, pattern, plain
from queries.cases import LOOKED_THROUGH, case_page
from queries.filters import Filters
from queries.measure import measure
from queries.mentions import mentions
from queries.question import Question, answer
from queries.scope import Scope, scope_for
from queries.search import notes
from store.tables import agency, case, case_link, case_text, topic
from store.words import PLACES, index_everything
from tests.sample_cases import a_case, load, load_region

OPERATOR, STAFF = scope_for("operator"), scope_for("staff")
OWN = scope_for("head", "mayor", districts=("A",))

# What is typed: the numbers of the cases that are found.
FOUND = {
    "яма": "13", "ЯМАМИ": "13", "снегов": "123", "снег -яма": "2", "яма снег": "13", "-снег": "45", "елка": "24",
    "ёлок": "24", "вода": "34", '"нет воды"': "3", "водит*": "4", "остановок": "2", "reply:снег": "3",
    "text:снег": "12", "-ответ:снег": "1245", "topic:снег": "2", "тема:дорога": "2", "topic:благоустройство": "1",
    "topic:T1": "2", "-topic:T1": "1345", "район:тарский": "3", "district:A": "12", "agency:департамент": "2",
    "-agency:G1": "1345", "channel:social": "4", "number:3": "3", "№3": "35", "3": "35", "мира": "5",
    "адрес:ёлочная": "1", "елочная ямы": "1", "мира яма": "", "зебра": "", "!!!": "", "": "12345",
}  # fmt: skip


@pytest.fixture
def texts(store: Engine) -> Engine:
    load_region(store, {"A": 1000, "B": 1000})
    with store.begin() as connection:
        connection.execute(insert(topic).values(id="T1", level_1="Дороги", level_2="Уборка снега", name_en="Snow"))
        connection.execute(insert(agency).values(id="G1", region="52", name_ru="Департамент дорог", kind="region_body"))
    load(
        store,
        [
            a_case(1, district_id="A", topic_source="Благоустройство", address="г. Омск, ул. Ёлочная, 5"),
            a_case(2, district_id="A", topic_id="T1", agency_id="G1"),
            a_case(3, district_id="B", district_source="Тарский район"),
            a_case(4, channel="social"),
            a_case(5, address="улица Мира, 3"),
        ],
        texts={
            "pos:1": "Во дворе ямы и снег",
            "pos:2": "Снегом завалена остановка у ёлок",
            "pos:3": "Яма на дороге, нет воды",
            "social:4": "Водитель сломал елку. Нет горячей воды",
        },
    )
    with store.begin() as connection:
        replied = update(case_text).where(case_text.c.case_id == "pos:3").values(reply="Снег уберём 5 мая")
        connection.execute(replied)
        index_everything(connection)
    return store


def hits(store: Engine, typed: str, scope: Scope = OPERATOR) -> set[str]:
    return set(case_page(scope, Filters(text=typed), engine=store).rows["id"].str.split(":").str[1])


def test_both_engines_find_the_same(texts: Engine) -> None:
    assert {typed: "".join(sorted(hits(texts, typed))) for typed in FOUND} == FOUND


def test_those_who_may_not_read_texts_search_the_facts_only(texts: Engine) -> None:
    assert hits(texts, "яма", STAFF) == set()
    assert hits(texts, "text:яма", STAFF) == set()
    assert hits(texts, "-text:яма", STAFF) == set("12345"), "what is left out would tell what is written"
    assert hits(texts, "-яма", STAFF) == set("12345")
    assert hits(texts, "мира", STAFF) == {"5"}


def test_a_head_finds_the_own_cases_only(texts: Engine) -> None:
    assert hits(texts, "яма", OWN) == {"1"}
    assert hits(texts, "-зебра", OWN) == {"1", "2"}


def test_a_search_tells_of_how_many_events_its_own_cases_are(texts: Engine) -> None:
    """Cases 1, 2 and 3 are one event, 4 and 5 another; яма is found in 1 and 3, снег in 1, 2 and 3, мира in 5."""
    links = [("one", "pos:1"), ("one", "pos:2"), ("one", "pos:3"), ("two", "social:4"), ("two", "pos:5")]
    with texts.begin() as connection:
        connection.execute(
            insert(case_link), [{"event_id": event, "case_id": id, "reason": "near"} for event, id in links]
        )
    told = {}
    for typed in ("яма", "снег", "мира", "-зебра", "зебра"):
        page = case_page(OPERATOR, Filters(text=typed), limit=1, engine=texts)
        told[typed] = (page.total, page.events)
    assert told == {"яма": (2, 1), "снег": (3, 1), "мира": (1, 1), "-зебра": (5, 2), "зебра": (0, 0)}


def test_counts_and_lists_mean_the_same_search(texts: Engine) -> None:
    counted = measure("received", OPERATOR, Filters(text="яма снег"), engine=texts)
    assert counted["value"].sum() == 2


def test_the_command_line_answers_with_excerpts_and_how_it_read_the_words(texts: Engine) -> None:
    told = answer(Question("search", subject='снега "', role="operator", sort="oldest"), engine=texts)
    rows = {row["id"]: (row["found_in"], row["hits"]) for row in told["rows"]}
    assert rows == {"pos:1": ("text", ["снег"]), "pos:2": ("text", ["Снегом"]), "pos:3": ("reply", ["Снег"])}
    assert told["total"] == 3
    assert told["rows"][0]["excerpt"] == "Во дворе ямы и снег"
    assert told["notes"] == [{"kind": "unclosed_quote", "piece": ""}]
    json.dumps(told)


def test_excerpts_are_not_for_everybody(texts: Engine) -> None:
    told = answer(Question("search", subject="мира", role="staff"), engine=texts)
    assert [(row["id"], row["excerpt"], row["hits"]) for row in told["rows"]] == [("pos:5", None, [])]


def test_who_searches_without_the_texts_is_told(texts: Engine) -> None:
    said = {typed: [note.kind for note in notes(typed, STAFF)] for typed in ("яма", "text:яма", "topic:ямы", "-", "")}
    assert said == {"яма": ["no_texts"], "text:яма": ["no_texts"], "topic:ямы": [], "-": ["nothing"], "": []}
    assert notes("яма", OPERATOR) == []
    told = answer(Question("search", subject="мира", role="staff"), engine=texts)
    assert told["notes"] == [{"kind": "no_texts", "piece": ""}]


def test_a_search_for_nothing_is_refused(texts: Engine) -> None:
    with pytest.raises(ValueError, match="search for what"):
        answer(Question("search"), engine=texts)


WORDS = ("яма", "ямы", "Двор", "дворе", "во", "снег", "ёлка", "вода", "нет")
WRITTEN: dict[str, Callable[[list[str]], str]] = {
    "a word": lambda words: words[0],
    "a beginning": lambda words: f"{words[0][:3]}*",
    "a phrase": lambda words: f'"{" ".join(words)}"',
    "bound words": "-".join,
}
TERMS = st.builds(
    lambda minus, field, words, how: minus + field + WRITTEN[how](words),
    st.sampled_from(["", "", "-"]), st.sampled_from(["", "", "text:", "reply:", "address:"]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.sampled_from(list(WRITTEN)),
)  # fmt: skip


@pytest.fixture
def said(store: Engine) -> tuple[Engine, dict[str, dict[str, str]]]:
    """Forty cases of few words that come again and again, and what each says where."""
    chosen = random.Random(7)
    told = {
        f"pos:{n}": {place: ", ".join(chosen.choices(WORDS, k=chosen.randint(1, 9))) for place in PLACES}
        for n in range(40)
    }
    rows = [
        a_case(n, filed=n % 9 * 9, due=n % 5 or None, rating=n % 6 or None, address=each["address"],
               topic_source=each["topic"])
        for n, each in enumerate(told.values())
    ]  # fmt: skip
    load(store, rows, texts={case_id: each["text"] for case_id, each in told.items()})
    with store.begin() as connection:
        for case_id, each in told.items():
            connection.execute(update(case_text).where(case_text.c.case_id == case_id).values(reply=each["reply"]))
        index_everything(connection)
    return store, told


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TERMS, min_size=1, max_size=3).map(" ".join))
def test_what_is_found_is_what_somebody_finds_who_reads_every_place(
    said: tuple[Engine, dict[str, dict[str, str]]], typed: str
) -> None:
    engine, told = said

    def has(term: Term, places: dict[str, str]) -> bool:
        read = [places[term.field]] if term.field else list(places.values())
        return any(re.search(pattern(term), plain(each)) for each in read) != term.negated

    with engine.connect() as connection:
        found = connection.execute(select(case.c.id).where(mentions(typed, texts=True))).scalars()  # type: ignore[arg-type]
        terms = parsed(typed).terms
        assert set(found) == {case_id for case_id, each in told.items() if all(has(term, each) for term in terms)}


def test_words_in_a_row_stand_in_one_place_and_where_they_stand_again_counts_too(texts: Engine) -> None:
    with texts.begin() as connection:
        connection.execute(update(case).where(case.c.id == "pos:5").values(topic_source="Вода", address="нет дома"))
        told = "Нет света. Света нет, НЕТ света и тепла"
        connection.execute(update(case_text).where(case_text.c.case_id == "pos:1").values(text=told, reply="Тепла нет"))
        index_everything(connection)
    typed = ('"нет света и тепла"', '"света нет"', '"нет света света нет нет"', '"тепла тепла"', '"света света света"',
             '"нет вода"', '"и тепла нет"', '"ни света"')  # fmt: skip
    found = {each: "".join(sorted(hits(texts, each))) for each in typed}
    assert found == dict.fromkeys(typed, "") | dict.fromkeys(typed[:3], "1")


def test_a_phrase_of_as_many_words_as_are_read_is_found(texts: Engine) -> None:
    told = [f"слово{n}" for n in range(MOST_WORDS)]
    with texts.begin() as connection:
        connection.execute(update(case_text).where(case_text.c.case_id == "pos:2").values(text=" ".join(told)))
        index_everything(connection)
    assert hits(texts, f'"{" ".join(told)}"') == {"2"}
    assert hits(texts, f'"{" ".join(reversed(told))}"') == set()


def test_a_turkish_i_is_an_i_in_words_names_and_what_is_marked(texts: Engine) -> None:
    with texts.begin() as connection:
        connection.execute(update(case).where(case.c.id == "pos:5").values(topic_source="İstanbul", address="İ, 7"))
        told = "İİ. Отель İstanbul, снег"
        connection.execute(update(case_text).where(case_text.c.case_id == "pos:1").values(text=told))
        index_everything(connection)
    assert hits(texts, "text:İstanbul") == hits(texts, "text:ISTANBUL") == hits(texts, '"отель istanbul"') == {"1"}
    assert hits(texts, "topic:İstanbul") == hits(texts, "topic:istan*") == {"5"}
    assert hits(texts, "address:i") == {"5"}
    found = answer(Question("search", subject="text:istanbul снег", role="operator"), engine=texts)
    assert [row["hits"] for row in found["rows"]] == [["İstanbul", "снег"]]


def test_pages_of_what_is_found_put_together_are_the_list(said: tuple[Engine, dict[str, dict[str, str]]]) -> None:
    """Pages of three newest are full of a fortnight's cases, those of fifteen are not; of five no date is known."""
    engine, told = said
    with engine.begin() as connection:
        connection.execute(update(case).where(case.c.number % 8 == 1).values(filed_at=None))
    sorts = ("newest", "oldest", "due", "topic", "-rating", "state")
    for sort, limit in (("newest", 3), *((sort, 15) for sort in sorts)):
        asked: dict[str, Any] = {"scope": OPERATOR, "filters": Filters(text="-зебра"), "sort": sort, "engine": engine}
        whole = case_page(**asked, limit=LOOKED_THROUGH + 1)
        pages = [case_page(**asked, limit=limit)]
        while pages[-1].next:
            pages.append(case_page(**asked, limit=limit, after=pages[-1].next))
        assert [each for page in pages for each in page.rows["id"]] == list(whole.rows["id"]), sort
        assert {(page.total, page.events) for page in pages} == {(whole.total, whole.events)}
        assert len(pages) > 2 or sort == "due"
    assert whole.total == len(told)
    assert case_page(OPERATOR, Filters(text="зебра"), engine=engine).total == 0
