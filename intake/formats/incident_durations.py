"""«Инцидент Менеджмент», ten columns without any date: durations only. No trend, no deadline, no stock."""

import pandas as pd

from intake.layout import Layout, column


def shape(rows: pd.DataFrame) -> pd.DataFrame:
    """The department answers where nobody is named. Closed is what has a duration to closing (see intake.codes)."""
    return rows.assign(
        number=rows["incident_id"],
        agency_source=rows["agency_source"].fillna(rows["agency_received_source"]),
    )


LAYOUT = Layout(
    name="incident_durations",
    title="«Инцидент Менеджмент», ten columns without dates",
    channel="social",
    precision="minute",
    columns={
        "incident_id": column("ID", "Номер инцидента"),
        "agency_received_source": column("Отдел"),
        "agency_source": column("Исполнитель"),
        "district_source": column("Муниципалитет"),
        "topic_1": column("Группа тем"),
        "topic_2": column("Тема"),
        "importance_source": column("Важность"),
        "response_seconds": column("Время до первого ответа"),
        "close_seconds": column("Время до закрытия"),
        "outcome_source": column("Итог"),
    },
    required=("incident_id", "response_seconds", "close_seconds", "outcome_source"),
    vocabulary="social",
    shape=shape,
    dated=False,
    cannot_answer=(
        "received",
        "in_work",
        "on_time",
        "overdue_now",
        "overdue_depth",
        "satisfaction",
        "negative",
        "repeat",
        "repeat_review",
        "rate",
        "flow",
        "three_rates",
    ),
)
