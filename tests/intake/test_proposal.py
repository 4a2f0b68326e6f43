"""What the columns of an unknown table are taken for, in several languages, by headers and by values."""

import pandas as pd
import pytest

from intake.column_facts import proposed_dates
from intake.personal import names_a_person
from intake.proposal import propose, proposed_meaning


def proposed(**columns: list[str]) -> dict[str, tuple[str | None, str]]:
    values = {place: pd.Series(cells, dtype="str") for place, cells in enumerate(columns.values())}
    return {one.header: (one.field, one.because) for one in propose(list(columns), values)}


def test_headers_of_another_language_are_known() -> None:
    found = proposed(
        **{"Нумар звароту": ["1", "2"], "Дата паступлення": ["01.02.2026", "02.02.2026"], "Тэма": ["снег", "снег"]}
    )
    assert {field for field, _because in found.values()} == {"number", "filed_at", "topic_2"}


def test_values_decide_where_headers_say_nothing_and_against_them() -> None:
    found = proposed(
        a=[f"{1 + n % 28:02}.01.2026" for n in range(40)],
        b=[f"55.{n:03}1" for n in range(40)],
        c=[f"73.{n:03}1" for n in range(40)],
        d=[str(1 + n % 5) for n in range(40)],
        e=[f"К-{n}" for n in range(40)],
        f=["открыто", "закрыто"] * 20,
        Номер=["7", "7"] * 20,
    )
    guesses = ["filed_at", "lat", "lon", "rating", "number", "status_source"]
    assert [found[name] for name in "abcdef"] == [(field, "values") for field in guesses]
    assert found["Номер"][0] != "number"


def test_telephones_and_names_are_people_whatever_the_header_says() -> None:
    found = proposed(x=["+7 900 123-45-67"] * 3, y=["Петрова Анна Сергеевна"] * 3, Vorname=["Erika"] * 3)
    assert set(found.values()) == {(None, "personal")}
    assert names_a_person("ФИО исполнителя") and not names_a_person("Заявитель выбрал подачу по 59-ФЗ")


@pytest.mark.parametrize(
    ("cells", "pattern"),
    [
        (["05.01.2026", "2026-01-05 10:00"], ""),
        (["01/25/2026", "01/05/2026"], "%m/%d/%Y"),
        (["20260105", "20260125"], "%Y%m%d"),
        (["soup", "salad"], ""),
    ],
)
def test_how_dates_are_written_is_found_out(cells: list[str], pattern: str) -> None:
    assert proposed_dates([pd.Series(cells, dtype="str")]) == pattern


@pytest.mark.parametrize(
    ("what", "word", "meaning"),
    [
        ("state", "FINALIZADA", "answered"),
        ("state", "Abgelehnt", "declined"),
        ("state", "У рабоце", "in_progress"),
        ("state", "Не завершено", None),
        ("outcome", "Resolvido", "solved"),
        ("state", "Зелёный", None),
    ],
)
def test_words_are_proposed_a_meaning_or_none(what: str, word: str, meaning: str | None) -> None:
    assert proposed_meaning(what, word) == meaning
