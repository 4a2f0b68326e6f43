"""What is said of a problem and its passport: names, who answers, money, and what is left unsaid."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import problem_cell, problem_list, problem_matrix
from components.identity import person
from components.problem_passport import title
from components.words import speak
from queries import cached
from queries.options import RegionInfo
from queries.systemic import Found

NAN = float("nan")
NAMES = {"topic": "water", "unit": "B", "topic_ru": "Вода", "unit_ru": "Район B"}


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    speak("ru")
    yield
    speak(None)


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ({"topic_en": "Water", "unit_en": "District B"}, "Water · District B"),
        ({"topic_en": NAN, "unit_en": None}, "Вода · Район B"),
        ({"topic_en": NAN, "unit_en": NAN, "topic_ru": NAN, "unit_ru": None}, "water · B"),
    ],
)
def test_a_title_is_never_nan(english: dict[str, Any], said: str) -> None:
    assert title(NAMES | english, "en") == said


@pytest.mark.parametrize(
    ("others", "said"), [(30.2, "обычно 12, по остальным — 30."), (NAN, "по собственному прошлому обычно 12.")]
)
def test_what_is_usual_elsewhere_is_said_only_where_it_is_known(others: float, said: str) -> None:
    row = {
        "kind": "grown",
        "score": 50.0,
        "weeks_own": 9,
        "weeks_others": 0,
        "events": 40,
        "cases": 44,
        "usual_own": 12.4,
    }
    told = problem_cell.sentence(row | {"usual_others": others}, Found(pd.DataFrame(), weeks=26))
    assert told.endswith(said)
    assert told.startswith(
        "**50 баллов из 100**: выше собственного прошлого: 9 недель из 26. Пришло: 40 событий (44 обращения);"
    )


def test_on_ones_own_machine_the_role_has_a_name() -> None:
    assert (person("staff"), person("admin"), person("Иванова")) == ("Аппарат губернатора", "Администратор", "Иванова")


@pytest.mark.parametrize(("country", "said"), [("RU", "руб."), ("BY", "бел. руб."), ("", "руб.")])
def test_money_has_the_currency_of_the_country(monkeypatch: pytest.MonkeyPatch, country: str, said: str) -> None:
    home = RegionInfo("99", "Озёрная область", "Ozyornaya region", "Europe/Moscow", 0, 0, False, country)
    monkeypatch.setattr(cached, "region_info", lambda: home)
    assert problem_list.currency() == said


def test_places_and_topics_without_room_in_the_picture_are_counted() -> None:
    """Forty places with one of thirty topics each: of the 32 worst those 26 are drawn that have one of 24 topics."""
    units, topics = [f"u{n}" for n in range(40)], [f"t{n}" for n in range(30)]
    rows = pd.DataFrame({"unit": units, "topic": [topics[n % 30] for n in range(40)], "score": range(40, 0, -1)})
    rows = rows.assign(kind="grown", topic_ru=rows["topic"], unit_ru=rows["unit"], topic_en=None, unit_en=None)
    found = Found(rows, weeks=26, topics=tuple(topics), units=tuple(units))
    told = problem_matrix.not_drawn(found, problem_matrix.shown_rows(found.rows))
    assert told == "Ещё 6 тем с меньшими баллами — в таблице. Ещё 14 мест с меньшими баллами — в таблице."
    few = Found(rows.head(3), weeks=26, topics=tuple(topics[:3]), units=tuple(units[:3]))
    assert not problem_matrix.not_drawn(few, problem_matrix.shown_rows(few.rows))


def test_a_share_of_nobody_says_whose_share_counts_instead() -> None:
    """No rating here: the points are those of the region's share; nobody rates anywhere: no points."""
    here = {"negative": 0, "rated": 0, "contribution_dissatisfaction": 7.7}
    assert problem_cell.in_words("dissatisfaction", here, 26) == "здесь неизвестно: взята доля региона"
    nowhere = here | {"contribution_dissatisfaction": NAN}
    assert problem_cell.in_words("dissatisfaction", nowhere, 26) == "– (0 из 0)"


@pytest.mark.parametrize(
    ("lang", "held", "came"),
    [("en", "1 of 2 dates between 70 and 90%; the lowest 60% on 7 Sept 2026.", "off by 10% on average"),
     ("ru", "От 70 до 90 % — у 1 из 2 дат; меньше всего 60 %, 7 сент. 2026.", "ошибка в среднем 10 %")],
)  # fmt: skip
def test_the_test_of_the_outlook_is_a_picture_with_its_sentence(lang: str, held: str, came: str) -> None:
    """80 and 60 % of the weeks inside; 100 and 100 events expected, 110 and 90 seen."""

    def page(lang: str) -> None:
        import pandas as pd

        from components import advisory_tested
        from components.words import speak

        speak(lang)
        rows = {"day": ["2026-08-31", "2026-09-07"], "inside": [0.8, 0.6], "tested": [50, 50],
                "expected": [100.0, 100.0], "seen": [110.0, 90.0]}  # fmt: skip
        advisory_tested.section(pd.DataFrame(rows))

    at = AppTest.from_function(page, args=(lang,)).run()
    assert not at.exception
    pictures = [chart.proto.alt for chart in at.get("vega_lite_chart")]
    plain = [text.replace("\u202f", " ").replace("\xa0", " ") for text in pictures]
    assert held in plain[0]
    assert came in plain[1]
