"""Where a word of a topic leads to."""

import pytest

from analysis.search_query import parsed
from components.topic_words import search_for
from components.words import speak


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_word_leads_to_the_texts_that_have_it_and_not_to_all_cases_of_its_topic(language: str) -> None:
    speak(language)
    try:
        (term,) = parsed(search_for("дорогу")).terms
    finally:
        speak(None)
    assert (term.field, term.words) == ("text", ("дорогу",))
