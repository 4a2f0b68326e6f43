"""What files with these columns cannot answer, whatever is in them, and what they lack for it."""

from collections.abc import Collection
from functools import cache

from intake.layout import DATES, RATINGS, STOCK
from store.reference import read_reference

Lacking = list[tuple[str, tuple[str, ...]]]
LATENESS = ("on_time", "overdue_now", "overdue_depth")
DOORS = {"street", "address", "lat"}  # where a case is, near enough to know that it came again


def lacking(fields: Collection[str], channel: str) -> Lacking:
    """(what is lacking, ids of the metrics that need it): no closing date → no time to answer. Each metric once."""
    has = set(fields)
    closes = "closed_at" in has or {"updated_at", "status_source"} <= has
    need: Lacking = [
        ("filed_at", () if "filed_at" in has else (*DATES, "time_to_answer", "first_response")),
        ("closed_at", () if closes else (*STOCK, "repeat", *(() if "close_seconds" in has else ("time_to_answer",)))),
        ("due_at", () if "due_at" in has or channel in _with_deadlines() else LATENESS),
        ("first_response_at", () if {"first_response_at", "response_seconds"} & has else ("first_response",)),
        ("applicant", () if "applicant" in has or DOORS & has else ("repeat",)),
        ("district_source", () if {"district_source", "lat"} & has else ("rate",)),
        ("rating", () if "rating" in has else RATINGS),
        ("outcome_source", () if "outcome_source" in has else ("outcome",)),
        ("repeat_review", () if "repeat_review" in has else ("repeat_review",)),
        ("callbacks", ("three_rates",)),
    ]
    told: set[str] = set()
    once: Lacking = []
    for what, metrics in need:
        fresh = tuple(metric for metric in dict.fromkeys(metrics) if metric not in told)
        told.update(fresh)
        if fresh:
            once.append((what, fresh))
    return once


def cannot_answer(fields: Collection[str], channel: str) -> tuple[str, ...]:
    """Ids of the metrics that need what is lacking."""
    return tuple(metric for _what, metrics in lacking(fields, channel) for metric in metrics)


@cache
def _with_deadlines() -> frozenset[str]:
    return frozenset(row["channel"] for row in read_reference()["deadline"])
