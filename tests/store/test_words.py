"""The words of cases: every one, in every place, each once."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.search_query import _LETTERS, _WORD, plain
from store.words import LETTERS, held


def test_a_word_is_held_once_in_lower_case_with_one_e() -> None:
    texts, words, places = held(["Ёлка, елка и снег", "", "Снег"])
    assert [(text, words[place].as_py()) for text, place in zip(texts, places, strict=True)] == [
        (0, "елка"), (0, "и"), (0, "снег"), (2, "снег"),
    ]  # fmt: skip


@given(st.lists(st.text("аБё е1z-,\n\0", max_size=12), max_size=6))
def test_every_text_holds_what_reading_it_alone_finds(texts: list[str]) -> None:
    of, words, place = held(texts)
    found = {(int(text), words[at].as_py()) for text, at in zip(of, place, strict=True)}
    assert found == {(n, word) for n, text in enumerate(texts) for word in _WORD.findall(plain(text))}


def test_the_search_and_the_store_agree_on_what_a_letter_is() -> None:
    assert _LETTERS == LETTERS
