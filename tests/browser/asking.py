"""What the dashboard's store says, asked as scripts ask it: beside the running dashboard."""

import os
from typing import Any
from unittest.mock import patch

from components.numbers import amount
from components.words import speak
from queries.metrics import METRICS
from queries.question import Question
from queries.remote import ask
from tests.browser.dashboard import Dashboard

CARDS = (
    "received",
    "on_time",
    "overdue_now",
    "satisfaction",
    "in_work",
    "time_to_answer",
    "first_response",
    "repeat_review",
)


def asked(dashboard: Dashboard, about: str, **question: Any) -> list[dict[str, Any]]:
    """Rows of the answer that the owner of the store gives."""
    with patch.dict(os.environ, {"DATABASE_URL": dashboard.environment["DATABASE_URL"]}):
        return list(ask(Question(about, **question))["rows"])


def as_card(metric_id: str, row: dict[str, Any], language: str = "ru") -> str:
    """The value as the card writes it; nothing where the chosen channels cannot answer."""
    if row["state"] == "not_answerable":
        return ""
    speak(language)
    try:
        return amount(row["value"], row.get("unit") or METRICS[metric_id].unit)
    finally:
        speak(None)
