"""What replies promise, by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.promises import promises

SAID = date(2026, 5, 4)  # a Monday


def one(reply: str) -> tuple[str, str, date | None, str, str]:
    (found,) = promises(reply, SAID)
    return found.act, found.when, found.due, found.place, found.amount


@pytest.mark.parametrize(
    ("reply", "promised"),
    [
        ("Здравствуйте! Яму на ул. Мира, 5 засыплем до 12 мая. Двор убран 3 мая.",
         ("засыплем", "12 мая", date(2026, 5, 12), "ул. Мира, 5", "")),
        ("Ремонт будет выполнен в июле 2026 года на площади 450 кв. м.",
         ("будет выполнен", "в июле 2026", date(2026, 7, 31), "", "450 кв. м")),
        ("В течение 10 дней планируется обрезка 12 деревьев по улице Ленина.",
         ("планируется обрезка", "В течение 10 дней", date(2026, 5, 14), "улице Ленина", "12 деревьев")),
        ("Снег будет вывезен до конца недели.", ("будет вывезен", "до конца недели", date(2026, 5, 10), "", "")),
        ("Мусор уберём завтра.", ("уберём", "завтра", date(2026, 5, 5), "", "")),
        ("Ответим до 30 апреля", ("Ответим", "30 апреля", date(2026, 4, 30), "", "")),
        ("Отремонтируем до 01.03", ("Отремонтируем", "01.03", date(2027, 3, 1), "", "")),
        ("Люки будут заменены до 15.05.2026 и 20 мая 2026.",
         ("будут заменены", "20 мая 2026", date(2026, 5, 20), "", "")),
        ("Работы будут завершены в течение 5 рабочих дней.",
         ("будут завершены", "в течение 5 рабочих дней", None, "", "")),
        ("31.02 будет сделано.", ("будет сделано", "", None, "", "")),
    ],
)  # fmt: skip
def test_a_promise_is_taken_out_of_its_sentence(reply: str, promised: tuple[str, str, date | None, str, str]) -> None:
    assert one(reply) == promised


@pytest.mark.parametrize(
    ("reply", "said_on", "due"),
    [
        ("Засыплем до 30 декабря.", date(2026, 1, 5), date(2025, 12, 30)),
        ("Засыплем до 10 января.", date(2025, 12, 20), date(2026, 1, 10)),
        ("Засыплем до 20 ноября.", date(2026, 1, 5), date(2026, 11, 20)),
        ("Засыплем до конца января.", date(2026, 2, 3), date(2026, 1, 31)),
        ("Засыплем в декабре.", date(2026, 1, 5), date(2025, 12, 31)),
        ("Засыплем до конца января.", date(2026, 3, 10), date(2027, 1, 31)),
        ("Засыплем до 29 февраля.", date(2024, 1, 9), date(2024, 2, 29)),
    ],
)
def test_a_day_without_a_year_is_the_next_one_or_one_of_the_month_before(reply: str, said_on: date, due: date) -> None:
    (found,) = promises(reply, said_on)
    assert found.due == due


@pytest.mark.parametrize(
    "reply",
    ["Яма засыпана 3 мая.", "Ваше обращение рассмотрено. Спасибо.", "Сообщаем вам об этом.", "Просим обратиться в ЖЭК.",
     "Вопросами занимается район.", ""],
)  # fmt: skip
def test_what_was_done_or_said_promises_nothing(reply: str) -> None:
    assert promises(reply, SAID) == []


def test_without_the_day_of_the_reply_a_date_without_a_year_stays_words() -> None:
    (found,) = promises("Засыплем завтра.")
    assert (found.when, found.due) == ("завтра", None)


@given(st.text(max_size=200), st.none() | st.dates())
def test_any_reply_is_read(reply: str, said_on: date | None) -> None:
    assert all(promise.words in reply for promise in promises(reply, said_on))
