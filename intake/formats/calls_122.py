"""Contact centre 122: register of calls that became cases. Local times by the second; the wait is the first reply."""

import pandas as pd

from intake.layout import Layout, column


def shape(rows: pd.DataFrame) -> pd.DataFrame:
    """Somebody answered when the wait was over."""
    answered = rows["filed_at"] + pd.to_timedelta(rows["wait_seconds"].astype("float64"), unit="s")
    return rows.assign(first_response_at=answered.astype("datetime64[us]"))


LAYOUT = Layout(
    name="calls_122",
    title="Contact centre 122, register of calls",
    channel="call_122",
    precision="minute",
    columns={
        "number": column("Номер обращения", "Номер звонка"),
        "filed_at": column("Дата и время звонка"),
        "wait_seconds": column("Ожидание ответа, сек", "Ожидание ответа"),
        "topic_2": column("Тема"),
        "topic_1": column("Группа тем"),
        "district_source": column("Муниципалитет"),
        "address": column("Адрес"),
        "lat": column("Широта"),
        "lon": column("Долгота"),
        "agency_source": column("Ответственная организация"),
        "status_source": column("Статус"),
        "outcome_source": column("Результат"),
        "closed_at": column("Дата закрытия"),
        "text": column("Содержание"),
        "rating": column("Оценка"),
    },
    required=("number", "filed_at", "status_source"),
    vocabulary="call_122",
    shape=shape,
    cannot_answer=("on_time", "overdue_now", "overdue_depth", "repeat_review", "three_rates"),
)
