"""Personal and on-site receptions: a register by day. Who received is not read."""

import pandas as pd

from intake.layout import Layout, column


def shape(rows: pd.DataFrame) -> pd.DataFrame:
    """The visit is the registration."""
    return rows.assign(registered_at=rows["filed_at"])


LAYOUT = Layout(
    name="receptions",
    title="Register of receptions",
    channel="reception",
    precision="day",
    columns={
        "number": column("№ приёма", "Номер приёма"),
        "filed_at": column("Дата приёма"),
        "agency_source": column("Организация"),
        "district_source": column("Муниципалитет"),
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
)
