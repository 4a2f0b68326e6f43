"""The sentences of the page Answers count as Russian does: «из 21 ответа», «из 22 ответов»."""

from collections.abc import Iterator

import pandas as pd
import pytest

from components import returned, similar_cases, two_satisfactions
from components.reply_shares import precision_line
from components.words import speak
from queries.filters import Filters
from queries.scope import scope_for


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    speak("ru")
    yield
    speak(None)


@pytest.mark.parametrize(("n", "words"), [(21, "случайно выбранного ответа"), (22, "случайно выбранных ответов")])
def test_how_many_replies_people_checked(n: int, words: str) -> None:
    line = precision_line({"marked": n, "right": 1, "value": 1 / n, "low": 0.0, "high": 0.2, "split": 0})
    assert f"из {n} {words} действительно отписок — 1," in line


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (1, "из 1 закрытого обращения вернулось за"),
        (21, "из 21 закрытого обращения вернулось за"),
        (35, "из 35 закрытых обращений вернулись за"),
    ],
)
def test_how_many_closed_cases_came_back(n: int, said: str) -> None:
    none = pd.DataFrame(columns=["key", "value", "low", "high", "numerator", "denominator"])
    assert said in returned.sentence(pd.DataFrame([{"value": 0.1, "denominator": n}]), none, {}, limited=False)


@pytest.mark.parametrize(("n", "said"), [(1, "из 1 оценки"), (12, "из 12 оценок")])
def test_how_many_ratings_there_are(n: int, said: str) -> None:
    shares = dict.fromkeys(("ratings", "ratings_low", "ratings_high", "coverage", "bound_low", "bound_high"), 0.5)
    whole = pd.DataFrame([shares | {"rated": n, "calls": None, "called": None}])
    assert said in two_satisfactions.sentence(whole, Filters())


def test_who_reads_no_texts_is_not_told_that_nothing_is_similar() -> None:
    assert similar_cases.nothing(scope_for("operator")) == "По этой теме за год ничего похожего."
    assert "слова не сравнивали" in similar_cases.nothing(scope_for("staff"))
