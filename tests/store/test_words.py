"""The words of cases: every one, in every place."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from analysis.search_query import _LETTERS, _WORD, plain
from store.tables import case_word, word
from store.words import LETTERS, held, index_words


def test_a_word_is_held_in_lower_case_with_one_e_wherever_it_stands() -> None:
    texts, words, which, at = held(["Ёлка, елка и снег", "", "Снег"])
    assert [(text, words[place].as_py(), nth) for text, place, nth in zip(texts, which, at, strict=True)] == [
        (0, "елка", 0), (0, "елка", 1), (0, "и", 2), (0, "снег", 3), (2, "снег", 0),
    ]  # fmt: skip


@given(st.lists(st.text("аБё е1zİı-,\n\0", max_size=12), max_size=6))
def test_every_text_holds_what_reading_it_alone_finds(texts: list[str]) -> None:
    of, words, which, at = held(texts)
    found = [(int(text), int(nth), words[place].as_py()) for text, place, nth in zip(of, which, at, strict=True)]
    assert found == [
        (n, nth, word) for n, text in enumerate(texts) for nth, word in enumerate(_WORD.findall(plain(text)))
    ]


def test_a_word_has_one_number_in_each_place_however_many_files_bring_it(store: Engine) -> None:
    with store.begin() as connection:
        index_words(connection, _told((1, "снег и лёд", "снег убран"), (2, "лёд", None)))
        index_words(connection, _told((3, "Снег, снег", "лёд")))
        rows = connection.execute(select(word.c.place, word.c.word, word.c.id)).all()
        hits = connection.execute(select(case_word.c.word_id, case_word.c.at, case_word.c.case_number)).all()
    ids = {(row.place, row.word): row.id for row in rows}
    assert len(rows) == len(set(ids.values())) == 6
    named = {number: name for name, number in ids.items()}
    assert sorted((*named[hit.word_id], hit.at, hit.case_number) for hit in hits) == [
        ("reply", "лед", 0, 3), ("reply", "снег", 0, 1), ("reply", "убран", 1, 1), ("text", "и", 1, 1),
        ("text", "лед", 0, 2), ("text", "лед", 2, 1), ("text", "снег", 0, 1), ("text", "снег", 0, 3),
        ("text", "снег", 1, 3),
    ]  # fmt: skip


def _told(*cases: tuple[int, str, str | None]) -> pa.Table:
    number, text, reply = map(list, zip(*cases, strict=True))
    columns = {name: pa.array([None] * len(cases), pa.string()) for name in ("address", "topic_source")}
    return pa.table(columns | {"number": number, "text": text, "reply": pa.array(reply, pa.string())})


def test_the_search_and_the_store_agree_on_what_a_letter_is() -> None:
    assert _LETTERS == LETTERS
