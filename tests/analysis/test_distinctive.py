"""Distinctive words: which forms are one term, and log-odds worked by hand."""

import math

import pytest

from analysis.distinctive import distinctive

REST = ["мусор", "асфальт"] * 100


def test_the_log_odds_of_a_word_against_the_rest() -> None:
    (row,) = distinctive(["вода"] * 100, ["снег"] * 100).to_dict("records")
    # 200 words in all, half of them вода: its prior is 250 of 500, and each group has 100 words
    delta = math.log(350 / (600 - 350)) - math.log(250 / (600 - 250))
    assert (row["word"], row["n"], row["rest"]) == ("вода", 100, 0)
    assert row["log_odds"] == pytest.approx(delta)
    assert row["z"] == pytest.approx(delta / math.sqrt(1 / 350 + 1 / 250))


def test_a_text_counts_a_term_once_and_short_words_not_at_all() -> None:
    found = distinctive(["Вода, воды и воде: нет её!"] * 80, REST)
    assert found[["word", "n"]].to_dict("records") == [{"word": "вода", "n": 80}]


def test_forms_that_endings_alone_do_not_bring_together_are_one_term() -> None:
    # cut short they were батаре and батар, результат and результ: two rows each, and none of them all texts
    ours = [*["батареи"] * 90, *["батарей"] * 40, *["результатах"] * 80, *["результат"] * 50]
    found = distinctive(ours, REST)
    assert dict(zip(found["word"], found["n"], strict=True)) == {"батареи": 130, "результатах": 130}


def test_a_term_is_called_what_the_texts_of_the_topic_call_it() -> None:
    ours, rest = ["не проехать зимой"] * 90, [*["зима"] * 3, *REST]
    assert {"проехать", "зимой"} == set(distinctive(ours, rest)["word"])


def test_words_that_masks_are_made_of_are_no_terms_in_any_form() -> None:
    """A search for телефон finds [телефон] too: told beside its link, the number would not be what the link opens."""
    ours = ["[упоминание], дайте воду, [телефон], [номер карты]"] * 90 + ["номера телефонов, ссылку, паспорта"] * 90
    assert set(distinctive(ours, REST)["word"]) == {"дайте", "воду"}


def test_brackets_of_people_are_their_words() -> None:
    found = distinctive(["[срочно] вывезите снег"] * 90, REST)
    assert set(found["word"]) == {"срочно", "вывезите", "снег"}


def test_order_changes_nothing_and_nothing_comes_of_nothing() -> None:
    ours, rest = [*["вода ржавая"] * 20, *["снег"] * 5], ["снег лежит", "яма", "мусор"] * 40
    one, other = distinctive(ours, rest), distinctive(ours[::-1], rest[::-1])
    assert one.to_dict() == other.to_dict()
    assert set(one["word"]) == {"вода", "ржавая"}
    assert distinctive([], []).empty
