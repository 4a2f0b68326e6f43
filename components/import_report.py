"""The report of an import to take away: a workbook for the clerk who has to mend the source."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from components.export import XLSX_TYPE
from components.numbers import moment
from components.words import _, language


def report_choice(history: pd.DataFrame, zone: str, workbook: Callable[[int, str], bytes]) -> None:
    """Choose an import and download its report. `workbook`: (import, language) → xlsx."""
    if history.empty:
        return
    with st.popover(_("Report for the clerk"), icon=":material/assignment:"):
        labels = {
            int(row["id"]): f"№ {row['id']} · {row['file']} · {moment(row['imported_at'], zone=zone)}"
            for row in history.to_dict("records")
        }
        chosen = st.selectbox(_("Import"), list(labels), format_func=lambda batch: labels[batch], key="report_batch")
        st.caption(_("What was read, what was refused and why, what to fix at the source, words nobody knows."))
        content = workbook(chosen, language())
        name = f"import-{chosen}.xlsx"
        st.download_button(_("Download the report"), content, name, XLSX_TYPE, key="report_file", on_click="ignore")
