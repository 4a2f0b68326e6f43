"""Open311 GeoReport v2: service requests as a JSON array. A closed request was closed when it was last updated."""

import pandas as pd

from intake.layout import Layout, column
from intake.vocabulary import coded


def shape(rows: pd.DataFrame) -> pd.DataFrame:
    """The topic by its name; the district comes from the coordinates."""
    closed = coded(rows["status_source"], "open311", "state").codes.eq("answered")
    return rows.assign(closed_at=rows["updated_at"].where(closed))


LAYOUT = Layout(
    name="open311",
    title="Open311 GeoReport v2, service requests",
    channel="open311",
    precision="minute",
    columns={
        "number": column("service_request_id"),
        "status_source": column("status"),
        "reply_1": column("status_notes"),
        "topic_1": column("service_name"),
        "text": column("description"),
        "agency_source": column("agency_responsible"),
        "filed_at": column("requested_datetime"),
        "updated_at": column("updated_datetime"),
        "due_at": column("expected_datetime"),
        "address": column("address"),
        "lat": column("lat", "latitude"),
        "lon": column("long", "lon", "lng", "longitude"),
    },
    required=("number", "filed_at", "status_source"),
    vocabulary="open311",
    shape=shape,
    cannot_answer=("first_response", "satisfaction", "negative", "outcome", "repeat_review", "three_rates"),
)
