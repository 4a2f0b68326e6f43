"""The report of an import on screen: what was read, what was refused and why, what to fix at the source, new words."""

from collections import Counter
from collections.abc import Callable

import pandas as pd
import streamlit as st

from components import import_words, link
from components.export import XLSX_TYPE
from components.numbers import moment, number
from components.words import _, language, ngettext
from intake.by_hand import ImportReport, imported, report_workbook
from intake.clerk import cure, new_words
from intake.own_layouts import own_titles
from intake.showing import COLUMNS
from queries.metrics import METRICS

FINDINGS_SHOWN, NAMES_SHOWN = 200, 15
PARAMETER = "batch"  # of the link: the import whose report is open


def asked_batch() -> int | None:
    """The import whose report the link opens; None for the list of them all."""
    asked = link.read(PARAMETER)
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else None


def open_batch(batch: int | None) -> None:
    """The report of an import from now on; None: back to the list."""
    link.write(**{PARAMETER: str(batch) if batch else ""})


def batch_report(batch: int, zone: str) -> None:
    """The report of an import of the history, and the same as a workbook for the clerk."""
    st.button(_("All imports"), icon=":material/arrow_back:", key="report_back", on_click=open_batch, args=(None,))
    if (found := imported(batch)) is None:
        st.info(_("There is no import {batch}.").format(batch=batch), icon=":material/search_off:")
        return
    state = _("loaded as import {batch}").format(batch=batch) + f", {moment(found.imported_at, zone=zone)}"
    if found.undone_at is not None:
        state += " · " + _("taken back on {moment}").format(moment=moment(found.undone_at, zone=zone))
    report_view(found.report, state)
    content = report_workbook(batch, language())
    st.download_button(
        _("Download the report"), content, f"import-{batch}.xlsx", XLSX_TYPE, key="report_file", on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip
    st.caption(_("A workbook for the clerk: what to fix at the source, row by row."))


def report_view(report: ImportReport, state: str) -> None:
    """One report; `state`: whether it was only checked, or when it was loaded."""
    layout = escaped(import_words.layout_name(report.layout, own_titles()))
    st.markdown(f"**{escaped(report.file)}** · {layout} · {state}")
    st.markdown(balance(report))
    _fixes(_("Rejected rows"), report.rejected_by_reason, import_words.reason)
    of_rows = Counter({kind: n for kind, n in report.warnings_by_kind.items() if kind not in COLUMNS})
    _fixes(_("Kept, with a warning"), of_rows, import_words.warning)
    _columns(report)
    _drift(report)
    _unmapped(report)
    _findings(report)
    cannot_answer(report.cannot_answer)


def cannot_answer(metrics: list[str]) -> None:
    """What a layout says nothing about, in words."""
    if names := ", ".join(_(METRICS[metric].name) for metric in metrics if metric in METRICS):
        st.caption(_("This layout cannot answer: {metrics}.").format(metrics=names))


def balance(report: ImportReport) -> str:
    """«Прочитано 1 200 = новых 800 + обновлённых 100 + без изменений 290 + отклонённых 10»."""
    words = _(
        "Read **{read}** = new **{new}** + updated **{updated}** + unchanged **{unchanged}** + rejected **{rejected}**"
    )
    counts = {name: number(getattr(report, name)) for name in ("read", "new", "updated", "unchanged", "rejected")}
    return words.format(**counts)


def _fixes(title: str, counted: Counter[str], words: Callable[[str], str]) -> None:
    """How many rows, why, and what to do about it where the file comes from."""
    if counted:
        kinds = counted.most_common()
        rows = {
            _("Rows"): [number(n) for _kind, n in kinds],
            _("What to do at the source"): [cure(kind, language()) for kind, _n in kinds],
        }
        st.caption(title)
        st.table(pd.DataFrame(rows, index=[words(kind) for kind, _n in kinds]), border="horizontal", width="content")


def _columns(report: ImportReport) -> None:
    """What each column of a survey was taken for, and what to do where that is wrong."""
    found = [one for one in report.findings if one.kind in COLUMNS]
    if not found:
        return
    st.caption(_("How the columns were read"))
    rows = {
        _("Column"): [escaped(one.column or "–") for one in found],
        _("Read as"): [import_words.warning(one.kind) for one in found],
        _("Answers"): [escaped(one.value or "–") for one in found],
    }
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)
    st.caption(cure("taken_single", language()))


def _drift(report: ImportReport) -> None:
    """«Итог»: 37 строк с новым значением «Учтено»."""
    found = new_words(report).most_common()
    if not found:
        return
    with st.expander(f"{_('Words nobody knows yet')} ({number(len(found))})", expanded=True):
        for (_kind, column, word), n in found[:NAMES_SHOWN]:
            sentence = ngettext(
                "“{column}”: {n} row with a new value “{word}”", "“{column}”: {n} rows with a new value “{word}”", n
            )
            st.markdown(sentence.format(column=escaped(column or "–"), n=number(n), word=escaped(word or "–")))
        if len(found) > NAMES_SHOWN:
            st.caption(_("and {n} more; the workbook lists them all").format(n=number(len(found) - NAMES_SHOWN)))


def _unmapped(report: ImportReport) -> None:
    for kind, names in report.unmapped.items():
        if not names:
            continue
        rows = pd.DataFrame(names.most_common(NAMES_SHOWN), columns=["name", "rows"])
        title = _("Names nobody knows yet: {kind}").format(kind=_(import_words.UNMAPPED[kind]).lower())
        with st.expander(f"{title} ({number(len(names))})"):
            st.dataframe(
                rows,
                hide_index=True,
                column_config={"name": _("Name in the file"), "rows": st.column_config.NumberColumn(_("Rows"))},
                alt=title,
            )
            st.caption(_("After loading they can be explained on the tab “Names”."))


def _findings(report: ImportReport) -> None:
    """Every remark with its place in the file, the first ones."""
    if not report.findings:
        return
    shown = report.findings[:FINDINGS_SHOWN]
    words = {"rejected": import_words.reason, "warning": import_words.warning}
    places = [(words[one.level](one.kind), one.sheet, one.row, one.column, one.value) for one in shown]
    rows = pd.DataFrame(places, columns=["what", "sheet", "row", "column", "value"])
    with st.expander(_("Where in the file")):
        headers = {"what": _("Remark"), "sheet": _("Sheet"), "column": _("Column"), "value": _("Value")}
        st.dataframe(
            rows,
            hide_index=True,
            column_config={**headers, "row": st.column_config.NumberColumn(_("Row"), format="%d")},
            placeholder="–",
            alt=_("Remarks with their place in the file"),
        )
        if len(report.findings) > FINDINGS_SHOWN:
            words_of = _("The first {n} of {all}; the workbook lists more.")
            st.caption(words_of.format(n=number(FINDINGS_SHOWN), all=number(len(report.findings))))


def escaped(text: str) -> str:
    """Text of a file as it stands, without meaning in Markdown."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]#$:" else sign for sign in text)
