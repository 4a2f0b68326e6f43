"""«Инцидент Менеджмент», sheet «Инциденты»: numbers, importance and the time to the first reply, no closing."""

import pandas as pd

from intake.formats.social import network, only_public
from intake.layout import Layout, column


def shape(rows: pd.DataFrame) -> pd.DataFrame:
    """«Отдел/Исполнитель» is one column: what stands after the slash is responsible. The reply's moment is computed."""
    first = rows["agency_source"].str.replace(r"(?s)/.*", "", regex=True).str.strip()
    last = rows["agency_source"].str.replace(r"^[^/]*/", "", regex=True).str.strip()
    replied = rows["filed_at"] + pd.to_timedelta(rows["response_seconds"].astype("float64"), unit="s")
    return rows.assign(
        number=rows["incident_id"],
        agency_received_source=first,
        agency_source=last.mask(last.eq(""), first),
        first_response_at=replied.astype("datetime64[us]"),
        network=network(rows["post_url"]),
        source_url=only_public(rows["post_url"], rows["applicant"]),
    )


LAYOUT = Layout(
    name="incident_list",
    title="«Инцидент Менеджмент», sheet «Инциденты»",
    channel="social",
    precision="minute",
    columns={
        "incident_id": column("ID", "Номер инцидента"),
        "agency_source": column("Отдел/Исполнитель", "Отдел / Исполнитель"),
        "filed_at": column("Дата создания"),
        "response_seconds": column("Время до ответа, ч:м:с", "Время до ответа"),
        "importance_source": column("Важность"),
        "district_source": column("Муниципалитет"),
        "topic_1": column("Группа тем"),
        "topic_2": column("Тема"),
        "post_url": column("Урл поста"),
    },
    required=("incident_id", "filed_at", "response_seconds", "importance_source"),
    vocabulary="social",
    shape=shape,
    cannot_answer=(
        "in_work",
        "time_to_answer",
        "satisfaction",
        "negative",
        "outcome",
        "repeat",
        "repeat_review",
        "flow",
        "three_rates",
    ),
)
