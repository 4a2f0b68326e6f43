"""What is said of the course of formal replies."""

import pandas as pd

from components.reply_shares import trend_sentence


def test_the_sentence_is_made_of_whole_weeks_only() -> None:
    rows = pd.DataFrame(
        {
            "start": pd.to_datetime(["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"]),
            "unit": "week", "value": [0.9, 0.5, 0.25, 0.0], "is_whole": [False, True, True, False],
        }
    )  # fmt: skip
    assert trend_sentence(rows) == "50% in the week from 12 Jan 2026, 25% in the week from 19 Jan 2026."
