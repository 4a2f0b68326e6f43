"""What is said of a problem and its passport: names, who answers, money, and what is left unsaid."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import pytest

from components import problem_cell, problem_list
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
