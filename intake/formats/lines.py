"""Registers of direct phone lines and of contact centres other than 122. How they look is not public: guesses."""

import pandas as pd

from intake.layout import Layout, column


def shape(rows: pd.DataFrame) -> pd.DataFrame:
    """The call is the registration. Who took it is not read."""
    return rows.assign(registered_at=rows["filed_at"])


DIRECT_LINES = Layout(
    name="direct_lines",
    title="Register of direct phone lines",
    channel="direct_line",
    precision="day",
    columns={
        "number": column("№ звонка", "Номер звонка на прямую линию"),
        "filed_at": column("Дата прямой линии", "Дата линии"),
        "agency_source": column("Организация", "Кому поручено"),
        "district_source": column("Муниципалитет", "Район"),
        "topic_2": column("Тема"),
        "topic_1": column("Группа тем"),
        "text": column("Вопрос"),
        "outcome_source": column("Результат"),
        "due_at": column("Срок"),
        "closed_at": column("Дата ответа"),
    },
    required=("number", "filed_at", "outcome_source"),
    vocabulary="reception",
    shape=shape,
    cannot_answer=("first_response", "satisfaction", "negative", "repeat_review", "three_rates"),
    guess=True,
)

CONTACT_CENTRE = Layout(
    name="contact_centre",
    title="Register of a contact centre (117 and others)",
    channel="contact_centre",
    precision="minute",
    columns={
        "number": column("№ карточки", "Номер карточки"),
        "filed_at": column("Дата и время обращения", "Дата и время"),
        "topic_2": column("Тема"),
        "topic_1": column("Группа тем"),
        "district_source": column("Муниципалитет", "Район"),
        "address": column("Адрес"),
        "agency_source": column("Ответственная организация", "Организация"),
        "status_source": column("Статус"),
        "outcome_source": column("Результат"),
        "closed_at": column("Дата закрытия"),
        "text": column("Содержание"),
        "rating": column("Оценка"),
    },
    required=("number", "filed_at", "status_source"),
    vocabulary="call_122",
    cannot_answer=("on_time", "overdue_now", "overdue_depth", "first_response", "repeat_review", "three_rates"),
    guess=True,
)
