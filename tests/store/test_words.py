"""The words of cases: every one, in every place."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.search_query import _LETTERS, _WORD, plain
from store.words import LETTERS, held


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


def test_the_search_and_the_store_agree_on_what_a_letter_is() -> None:
    assert _LETTERS == LETTERS
