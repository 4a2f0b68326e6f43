"""«Инцидент Менеджмент», the cabinet's export: 47 columns, sheet Лист1; local times by the second.

Every text starts with an apostrophe (taken off by the reader). `URL автора` is only hashed, `Урл блога` only gives the
network; neither is stored. `Причина закрытия` is a reaction of the author or a bare rating.
"""

import pandas as pd

from intake.formats.social import network, only_public, reaction_and_rating
from intake.layout import Layout, column


def shape(rows: pd.DataFrame) -> pd.DataFrame:
    """Key: the incident's number, else its ID. The department answers where nobody is named as responsible."""
    rows = reaction_and_rating(rows)
    return rows.assign(
        number=rows["number"].fillna(rows["incident_id"]),
        agency_source=rows["agency_source"].fillna(rows["agency_received_source"]),
        network=network(rows["blog_url"].fillna(rows["post_url"])),
        source_url=only_public(rows["post_url"], rows["applicant"]),
    )


LAYOUT = Layout(
    name="incident_cabinet",
    title="«Инцидент Менеджмент», cabinet export, 47 columns",
    channel="social",
    precision="minute",
    columns={
        "number": column("Номер инцидента"),
        "incident_id": column("ID"),
        "region_name": column("Регион"),
        "agency_received_source": column("Отдел"),
        "agency_source": column("Исполнитель"),
        "filed_at": column("Дата создания"),
        "closed_at": column("Дата окончания"),
        "first_response_at": column("Общее время первого ответа"),
        "assigned_at": column("Время назначения последнего исполнителя"),
        "rated_at": column("Время попадания на шаг оценка удовлетворенности"),
        "response_seconds": column("Время с даты создания инцидента до времени первого ответа"),
        "close_seconds": column("Время с начала создания инцидента до окончания"),
        "status_source": column("Текущий шаг инцидента"),
        "outcome_source": column("Итог"),
        "reaction_source": column("Причина закрытия"),
        "importance_source": column("Важность"),
        "topic_1": column("Группа тем"),
        "topic_2": column("Тема"),
        "district_source": column("Муниципалитет"),
        "settlement": column("Населенный пункт"),
        "street": column("Улица"),
        "house": column("Дом"),
        "post_url": column("Урл поста"),
        "blog_url": column("Урл блога"),
        "applicant": column("URL автора"),
        "reach": column("Аудитория"),
        "text": column("Текст инцидента"),
        "reply_1": column("Общий текст первого ответа"),
        "reply_2": column("1ый ответ ПИ"),
        "reply_3": column("2ой ответ ПИ"),
        "reply_4": column("3ий ответ ПИ"),
    },
    required=(("number", "incident_id"), "filed_at", "status_source", "district_source", "closed_at", "outcome_source"),
    vocabulary="social",
    shape=shape,
)
