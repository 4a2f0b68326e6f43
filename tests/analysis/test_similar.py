"""Nearness of texts, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.similar import likeness

TEXTS = st.lists(st.sampled_from(["яма", "ямы", "снег", "двор", "5"]), max_size=6).map(" ".join)


def test_a_word_in_common_in_another_form() -> None:
    # of four texts ям is in two and двор in one: ln(5/3) + 1 = 1.511, ln(5/2) + 1 = 1.916; 1.511² / (1.511² + 1.916²)
    assert likeness("Яма во дворе", ["Ямы на дороге", "снег", ""]) == pytest.approx([0.38332, 0, 0], abs=1e-4)


def test_rare_words_weigh_more() -> None:
    rare, common = likeness("яма домофон", ["домофон сломан", "яма глубокая", "яма огромная", "яма старая"])[:2]
    assert rare > common


@given(TEXTS, st.lists(TEXTS, max_size=5))
def test_likeness_lies_between_0_and_1_and_a_text_is_like_itself(text: str, others: list[str]) -> None:
    values = likeness(text, [text, *others])
    assert all(0 <= value <= 1 + 1e-9 for value in values)
    assert values[0] == pytest.approx(1.0 if any(letter.isalpha() for letter in text) else 0.0)
