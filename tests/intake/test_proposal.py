"""What the columns of an unknown table are taken for, in several languages, by headers and by values."""

import pandas as pd
import pytest

from intake.column_facts import proposed_dates
from intake.draft import Table, draft
from intake.layout import OWN_FIELDS
from intake.personal import header_words, holds_people, names_a_person
from intake.proposal import propose, proposed_meaning
from intake.report import FileRefused


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


PERSONAL = (
    *("Телефоны", "Номер телефона", "phone_number", "applicant_phone", "email_address", "full_name", "Ф.И.О"),
    *("Заявитель (ФИО)", "ФИО/организация", "Имя абонента", "Абонент", "Отправитель", "Адрес проживания"),
    *("Домашний адрес", "Адрес фактического проживания", "applicantPhone"),
)


@pytest.mark.parametrize("header", PERSONAL)
def test_a_personal_word_is_found_wherever_it_stands_in_a_header(header: str) -> None:
    assert names_a_person(header)


def test_no_header_of_a_field_is_taken_for_a_person_s() -> None:
    fields = header_words()["fields"]
    headers = [header for field in OWN_FIELDS if field != "applicant" for header in fields[field]]
    assert [header for header in headers if names_a_person(header)] == []


@pytest.mark.parametrize("name", ["Иванов И. И.", "И.И. Иванова", "ivan petrov", "Пётр Иванов"])
def test_short_forms_of_names_are_people(name: str) -> None:
    assert holds_people(pd.Series([name], dtype="str"))


@pytest.mark.parametrize("cell", ["г. Киров", "улица Ленина", "Ремонт домов", "Вывоз мусора", "Pothole repair", "ЖКХ"])
def test_places_and_topics_are_no_people(cell: str) -> None:
    assert not holds_people(pd.Series([cell], dtype="str"))


def test_names_are_never_the_number_of_a_case_whatever_their_header() -> None:
    names = [f"{name} А. П." for name in ("Иванов", "Петрова", "Сидоров")]
    plain = ["Анна", "Пётр", "Олег"]
    found = proposed(Абонент=names, Номер=names, x=plain, Дата=[f"0{n}.02.2026" for n in (1, 2, 3)])
    assert found["Абонент"] == found["Номер"] == (None, "personal")
    assert found["x"][0] != "number" and found["Дата"][0] == "filed_at"


@pytest.mark.parametrize(
    ("name", "channel", "dates", "said"),
    [
        ("pos", "", "", "key «channel», value «pos»: a channel that is shipped"),
        ("social", "", "", "key «channel», value «social»: a channel that is shipped"),
        ("own", "pos", "epoch", "key «dates», value «epoch»: epoch says hours"),
    ],
)
def test_what_could_not_be_read_again_is_refused_while_it_is_described(
    name: str, channel: str, dates: str, said: str
) -> None:
    values = {0: pd.Series(["1", "2"], dtype="str"), 1: pd.Series(["1767600000", "1767603600"], dtype="str")}
    table = Table((), 0, 0, 1, ("Номер", "Дата"), values, (), dates)
    with pytest.raises(FileRefused, match=said):
        draft(table, name, "", channel, dates, {0: "number", 1: "filed_at"}, {})
    assert draft(table, "own", "", "", dates, {0: "number", 1: "filed_at"}, {}).channel == "own"


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
