"""Files to take away: the list as CSV and XLSX, with nothing in it that a spreadsheet would run as a formula."""

import io
from collections.abc import Mapping

import pandas as pd

from components.words import language
from queries import spreadsheet

WIDEST_COLUMN = 48  # characters
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts that begin like a formula get a leading apostrophe; numbers and dates stay what they are.

    Columns in and out are the same. Example: «=1+1» → «'=1+1», -5 → -5.
    """
    texts = [column for column in frame.columns if frame[column].dtype == object or str(frame[column].dtype) == "str"]
    return frame.assign(**{column: frame[column].map(spreadsheet.harmless) for column in texts})


def csv_bytes(frame: pd.DataFrame, headers: Mapping[str, str]) -> bytes:
    """Semicolons and a byte order mark: what Excel with Russian settings opens by a double click. Fractions have the
    comma of a Russian screen: of 3.5 such an Excel makes the third of May.
    """
    fractions = {column: "float64" for column in frame if pd.api.types.is_float_dtype(frame[column].dtype)}
    shown = harmless(frame).astype(fractions).rename(columns=dict(headers))
    return shown.to_csv(index=False, sep=";", decimal="," if language() == "ru" else ".").encode("utf-8-sig")


def xlsx_bytes(frame: pd.DataFrame, headers: Mapping[str, str], sheet: str) -> bytes:
    """One sheet with a frozen header row and a filter; column widths follow the texts."""
    shown = harmless(frame).rename(columns=dict(headers))
    buffer = io.BytesIO()
    options = {"options": {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": False}}
    with pd.ExcelWriter(buffer, engine="xlsxwriter", engine_kwargs=options) as writer:
        shown.to_excel(writer, sheet_name=sheet[:31], index=False, freeze_panes=(1, 0))
        page = writer.sheets[sheet[:31]]
        page.autofilter(0, 0, len(shown), max(len(shown.columns) - 1, 0))
        for place, column in enumerate(shown.columns):
            lengths = [len(str(column)), *(len(str(cell)) for cell in shown[column].dropna().head(200))]
            page.set_column(place, place, min(max(lengths) + 2, WIDEST_COLUMN))
    return buffer.getvalue()
