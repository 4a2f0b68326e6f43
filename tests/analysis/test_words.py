"""Words without their endings."""

import pytest

from analysis.words import stem


@pytest.mark.parametrize(("word", "left"), [("дороги", "дорог"), ("дорогу", "дорог"), ("дорогой", "дорог"),
                                            ("вода", "вод"), ("ёлки", "елк"), ("снег", "снег")])  # fmt: skip
def test_a_stem_is_the_word_without_its_ending(word: str, left: str) -> None:
    assert stem(word) == left
