"""What files with these columns cannot answer, whatever is in them."""

from collections.abc import Collection
from functools import cache

from intake.layout import DATES, RATINGS, STOCK
from store.reference import read_reference

PLACES = ("street", "address", "lat")


def cannot_answer(fields: Collection[str], channel: str) -> tuple[str, ...]:
    """Ids of the metrics that need a field which is not among these; no closing date → no time to answer."""
    closes = "closed_at" in fields or {"updated_at", "status_source"} <= set(fields)
    lacking: list[str] = []
    if "filed_at" not in fields:
        lacking += [*DATES, "time_to_answer", "first_response"]
    if not closes:
        lacking += [*STOCK, "repeat", *(() if "close_seconds" in fields else ("time_to_answer",))]
    elif "due_at" not in fields and channel not in _with_deadlines():
        lacking += ["on_time", "overdue_now", "overdue_depth"]
    if "applicant" not in fields and not any(place in fields for place in PLACES):
        lacking.append("repeat")
    if not {"first_response_at", "response_seconds"} & set(fields):
        lacking.append("first_response")
    if not {"district_source", "lat"} & set(fields):
        lacking.append("rate")
    lacking += [] if "rating" in fields else RATINGS
    lacking += [] if "outcome_source" in fields else ["outcome"]
    lacking += [] if "repeat_review" in fields else ["repeat_review"]
    return tuple(dict.fromkeys([*lacking, "three_rates"]))


@cache
def _with_deadlines() -> frozenset[str]:
    return frozenset(row["channel"] for row in read_reference()["deadline"])
