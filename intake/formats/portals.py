"""City portals and the portal of appeals of Belarus. «Наш Санкт-Петербург» is public; the two others are guesses."""

import pandas as pd

from intake.layout import Layout, column
from intake.vocabulary import coded


def shape_spb(rows: pd.DataFrame) -> pd.DataFrame:
    """What ended was closed when it was last changed; «Завершено: …» is also the applicant's verdict."""
    ended = coded(rows["status_source"], "nash_spb", "state").codes.isin(["answered", "declined"])
    reaction, unknown = coded(rows["status_source"], "nash_spb", "reaction")
    return rows.assign(closed_at=rows["updated_at"].where(ended), author_reaction=reaction.mask(unknown))


NASH_SPB = Layout(
    name="nash_spb",
    title="«Наш Санкт-Петербург», CSV",
    channel="nash_spb",
    precision="minute",
    columns={
        "number": column("Внешний ID"),
        "filed_at": column("Дата создания"),
        "updated_at": column("Дата последнего обновления"),
        "status_source": column("Статус"),
        "text": column("Описание"),
        "applicant": column("ID Пользователя"),
        "lat": column("Широта"),
        "lon": column("Долгота"),
        "address": column("Адрес"),
        "district_source": column("Район"),
        "topic_1": column("Категория"),
        "topic_2": column("Подкатегория"),
        "topic_3": column("Причина обращения"),
    },
    required=("number", "filed_at", "updated_at", "status_source", "topic_1"),
    vocabulary="nash_spb",
    shape=shape_spb,
    cannot_answer=("first_response", "satisfaction", "negative", "repeat_review", "three_rates"),
)

PORTAL_115 = Layout(
    name="portal_115",
    title="115.бел, register of requests",
    channel="portal_115",
    precision="minute",
    columns={
        "number": column("Номер заявки", "№ заявки"),
        "filed_at": column("Дата подачи заявки", "Дата заявки", "Дата подачи"),
        "district_source": column("Район", "Населённый пункт"),
        "address": column("Адрес"),
        "lat": column("Широта"),
        "lon": column("Долгота"),
        "topic_1": column("Категория"),
        "topic_2": column("Подкатегория", "Проблема"),
        "text": column("Описание"),
        "status_source": column("Статус заявки", "Статус"),
        "agency_source": column("Исполнитель", "Организация"),
        "due_at": column("Срок исполнения", "Плановая дата"),
        "closed_at": column("Дата выполнения", "Дата закрытия"),
        "rating": column("Оценка заявителя", "Оценка"),
    },
    required=("number", "filed_at", "status_source", "closed_at"),
    vocabulary="portal_115",
    cannot_answer=("first_response", "repeat_review", "three_rates"),
    guess=True,
)

APPEALS_BY = Layout(
    name="appeals_by",
    title="обращения.бел, register of appeals",
    channel="appeals_by",
    precision="day",
    columns={
        "number": column("Номер обращения", "Регистрационный номер", "№ обращения"),
        "kind_source": column("Вид обращения"),
        "filed_at": column("Дата подачи", "Дата поступления"),
        "registered_at": column("Дата регистрации"),
        "importance_source": column("Требует дополнительного изучения", "Дополнительное изучение"),
        "agency_source": column("Организация", "Адресат"),
        "district_source": column("Район", "Город"),
        "topic_1": column("Тематика", "Тема"),
        "text": column("Содержание", "Суть обращения"),
        "due_at": column("Срок рассмотрения", "Срок"),
        "closed_at": column("Дата ответа"),
        "outcome_source": column("Результат рассмотрения", "Результат"),
    },
    required=("number", "kind_source", "filed_at", "registered_at", "closed_at"),
    vocabulary="appeals_by",
    shape=lambda rows: rows.assign(registered_at=rows["registered_at"].fillna(rows["filed_at"]),
                                   statutory=pd.Series(True, index=rows.index, dtype="boolean")),
    cannot_answer=("first_response", "satisfaction", "negative", "repeat_review", "three_rates"),
    guess=True,
)  # fmt: skip
