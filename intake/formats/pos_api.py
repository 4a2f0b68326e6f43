"""«Госуслуги. Решаем вместе», messages of the interface as JSON, with their history. Moments to the second."""

import pandas as pd

from intake.formats.pos import CASE_URL
from intake.layout import Layout, column


def shape(rows: pd.DataFrame) -> pd.DataFrame:
    """The link to the case; an unknown code of a status is replaced by its text."""
    status = rows["status_source"].fillna(rows["stage_source"])
    return rows.assign(source_url=CASE_URL + rows["number"], status_source=status)


LAYOUT = Layout(
    name="pos_api",
    title="ПОС «Решаем вместе», messages of the interface (JSON) with history",
    channel="pos",
    precision="minute",
    columns={
        "number": column("posId"),
        "text": column("description"),
        "filed_at": column("createdAt"),
        "due_at": column("answerAt"),
        "status_source": column("status"),
        "stage_source": column("statusText"),
        "topic_1": column("subject"),
        "topic_2": column("subsubject"),
        "topic_3": column("fact"),
        "agency_source": column("organizationInfo.name"),
        "district_source": column("organizationInfo.oktmo"),
        "address": column("location.address"),
        "lat": column("location.lat"),
        "lon": column("location.lon"),
        "first_response_at": column("firstAnswerAt"),
        "closed_at": column("closedAt"),
        "reply_1": column("answer"),
        "history": column("history"),
    },
    required=("number", "filed_at", "status_source", "history"),
    vocabulary="pos",
    by_agency=True,
    shape=shape,
    cannot_answer=("satisfaction", "negative", "repeat_review", "three_rates"),
)
