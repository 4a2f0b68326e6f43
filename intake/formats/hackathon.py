"""A training export of incidents, CSV: who speaks, topic, responsible body, text. No number, no date, no answer.

The key is a hash of the row. It can show what people write about and to whom; nothing that needs a time or a result.
"""

import pandas as pd

from intake.layout import DATES, RATINGS, Layout, column


def shape(rows: pd.DataFrame) -> pd.DataFrame:
    """«Олицетворение» is the body or the municipality that speaks: it names the place where it names one."""
    return rows.assign(
        agency_received_source=rows["district_source"],
        agency_source=rows["agency_source"].fillna(rows["district_source"]),
    )


LAYOUT = Layout(
    name="hackathon",
    title="Incidents for training, CSV without numbers and dates",
    channel="social",
    precision="minute",
    columns={
        "district_source": column("Олицетворение"),
        "topic_1": column("Группа тем"),
        "topic_2": column("Тема"),
        "agency_source": column("Исполнитель"),
        "text": column("Текст инцидента"),
    },
    required=("district_source", "topic_1", "topic_2", "agency_source", "text"),
    vocabulary="social",
    by_agency=True,
    shape=shape,
    dated=False,
    fingerprint=("district_source", "topic_1", "topic_2", "agency_source", "text"),
    cannot_answer=DATES + RATINGS + ("time_to_answer", "first_response", "outcome", "repeat_review", "three_rates"),
)
