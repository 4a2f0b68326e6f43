"""Promises that were broken: nobody is shown, or takes away, more words than it is written down that he read."""

import pandas as pd
import pytest

from components import broken_promises


def test_the_table_holds_the_words_of_the_cases_whose_reading_is_logged_and_of_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = pd.DataFrame(
        [
            {"case": f"pos:{i}", "act": f"promise {i}", "due": "2026-11-01", "again_at": pd.Timestamp("2026-11-05"),
             "address": None, **{f"{stem}_{lang}": None for stem in ("agency", "topic", "district")
                                 for lang in ("ru", "en")}}
            for i in range(broken_promises.LISTED + 1)
        ]
    )  # fmt: skip
    twins: list[pd.DataFrame] = []
    monkeypatch.setattr(broken_promises, "titled", lambda _title, twin, *_rest: twins.append(twin))
    broken_promises.section(rows, "UTC")
    assert [f"pos:{act.split()[1]}" for act in twins[0]["act"]] == broken_promises.shown_cases(rows)
