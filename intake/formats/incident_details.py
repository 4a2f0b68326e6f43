"""«Инцидент Менеджмент», sheet «Детализация»: six columns, no number. The key is a hash of place, time and topic."""

import pandas as pd

from intake.formats.social import network, reaction_and_rating
from intake.layout import STOCK, Layout, column


def shape(rows: pd.DataFrame) -> pd.DataFrame:
    """The reason of closing tells that an incident is closed (see intake.codes), but not when."""
    rows = reaction_and_rating(rows)
    return rows.assign(network=network(rows["blog_url"]))


LAYOUT = Layout(
    name="incident_details",
    title="«Инцидент Менеджмент», sheet «Детализация»",
    channel="social",
    precision="minute",
    columns={
        "district_source": column("Муниципалитет"),
        "filed_at": column("Дата создания"),
        "topic_1": column("Группа тем"),
        "topic_2": column("Тема"),
        "reaction_source": column("Причина закрытия"),
        "blog_url": column("Урл блога"),
    },
    required=("district_source", "filed_at", "topic_1", "topic_2", "reaction_source"),
    vocabulary="social",
    shape=shape,
    fingerprint=("filed_at", "district_source", "topic_1", "topic_2"),
    cannot_answer=(*STOCK, "time_to_answer", "first_response", "outcome", "repeat", "repeat_review", "three_rates"),
)
