"""Distinctive words: stems, and log-odds worked by hand."""

import math

import pytest

from analysis.words import distinctive, stem, stems


@pytest.mark.parametrize(("word", "left"), [("дороги", "дорог"), ("дорогу", "дорог"), ("дорогой", "дорог"),
                                            ("вода", "вод"), ("ёлки", "елк"), ("снег", "снег")])  # fmt: skip
def test_a_stem_is_the_word_without_its_ending(word: str, left: str) -> None:
    assert stem(word) == left


def test_a_text_counts_a_term_once_and_short_words_not_at_all() -> None:
    assert stems("Вода, воды и воде: нет её!") == {"вод": "вода"}


def test_the_log_odds_of_a_word_against_the_rest() -> None:
    (row,) = distinctive(["вода"] * 100, ["снег"] * 100).to_dict("records")
    # 200 words in all, half of them вод: its prior is 250 of 500, and each group has 100 words
    delta = math.log(350 / (600 - 350)) - math.log(250 / (600 - 250))
    assert (row["stem"], row["word"], row["n"], row["rest"]) == ("вод", "вода", 100, 0)
    assert row["log_odds"] == pytest.approx(delta)
    assert row["z"] == pytest.approx(delta / math.sqrt(1 / 350 + 1 / 250))


def test_order_changes_nothing_and_nothing_comes_of_nothing() -> None:
    ours, rest = [*["вода ржавая"] * 20, *["снег"] * 5], ["снег лежит", "яма", "мусор"] * 40
    one, other = distinctive(ours, rest), distinctive(ours[::-1], rest[::-1])
    assert one.to_dict() == other.to_dict()
    assert set(one["stem"]) == {"вод", "ржав"}
    assert distinctive([], []).empty
