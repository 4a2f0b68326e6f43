"""Loading files by drag and drop: a dry run first, its report, then the load itself."""

import streamlit as st

from components import import_words, layout_wizard
from components.import_report import escaped, report_view
from components.numbers import number
from components.refusals import in_words
from components.words import _, ngettext
from intake.by_hand import ImportReport, Job, Options, Outcome, Upload, known_layouts
from intake.own_layouts import own_titles
from queries import cached

TABLES, SHAPES = (
    ("xlsx", "xls", "xlsm", "ods", "csv", "txt", "json", "xml"),
    ("geojson", "gpkg", "zip", "shp", "shx", "dbf", "prj", "cpg"),
)
QUICK_SECONDS = 1.5  # small files are done before anybody would see a progress bar
POLL_SECONDS = 0.7
_JOB, _ASKED, _ROUND = "load_job", "load_asked", "load_round"


def load_panel(may_load: bool) -> None:
    """The whole of the tab "Loading"."""
    st.markdown(_("Exports of any channel, boundaries, population, lists of agencies and topics."))
    st.caption(_("Files are checked first; nothing changes before you press “Load”."))
    _own_words(_("Choose files"))
    files = st.file_uploader(
        _("Files"),
        type=[*TABLES, *SHAPES],
        accept_multiple_files=True,
        key=f"upload_{st.session_state.get(_ROUND, 0)}",
        label_visibility="collapsed",
        disabled=not may_load,
    )
    size = number(st.get_option("server.maxUploadSize"))
    kinds = _("Excel, CSV, JSON; boundaries as GeoJSON, GeoPackage or Shapefile; up to {size} MB a file")
    st.caption(kinds.format(size=size))
    layout_wizard.broken_layouts()
    options = _options()
    if not files:
        st.session_state.pop(_JOB, None)
        layout_wizard.leave()
        return
    asked = (tuple(file.file_id for file in files), options)
    if st.session_state.get(_ASKED) != asked or _JOB not in st.session_state:
        st.session_state[_ASKED] = asked
        layout_wizard.leave()
        upload = Upload((file.name, file.getvalue()) for file in files)
        st.session_state[_JOB] = Job(upload, options, dry_run=True).start(QUICK_SECONDS)
    job: Job = st.session_state[_JOB]
    if layout_wizard.described_file():
        layout_wizard.wizard(job.upload, options)
    elif job.is_done:
        _finished(job)
    else:
        _progress()


def _options() -> Options:
    """What a file may leave open."""
    with st.expander(_("Options"), icon=":material/tune:"):
        layout = st.selectbox(_("Layout"), ["", *known_layouts()], format_func=_layout_label, key="load_layout")
        region = st.text_input(_("Region of the rows, when the file names none"), key="load_region").strip()
        system = _("Coordinate system, when the boundaries name none")
        crs = st.text_input(system, placeholder="EPSG:4326", key="load_crs").strip()
    return Options(layout or None, region or None, crs or None)


def _layout_label(code: str) -> str:
    return import_words.layout_name(code, own_titles()) if code else _("recognise by the headers")


@st.fragment(run_every=POLL_SECONDS)
def _progress() -> None:
    """While the job runs; then the page is drawn anew."""
    job: Job = st.session_state[_JOB]
    if job.is_done:
        st.rerun(scope="app")
    what = _("Checking {file}") if job.dry_run else _("Loading {file}")
    done = ngettext("{n} row", "{n} rows", job.done_rows).format(n=number(job.done_rows))
    share = min(job.done_rows / job.all_rows, 1.0) if job.all_rows else 0.0
    st.progress(share, f"{what.format(file=job.file)}: {done}")
    st.caption(_("You may leave this page: the work goes on."))


def _finished(job: Job) -> None:
    outcomes = job.outcomes()
    if not job.dry_run:
        cached.version.clear()  # the other pages notice the new data at once
    for outcome in outcomes:
        _show(outcome)
    good = [outcome for outcome in outcomes if outcome.report is not None]
    if job.dry_run and good:
        words = ngettext("Load {n} file", "Load {n} files", len(good)).format(n=number(len(good)))
        st.button(words, type="primary", icon=":material/upload:", key="load_now", on_click=_load)
        if len(good) < len(outcomes):
            st.caption(_("The refused files are left out."))
    if not job.dry_run:
        st.button(_("Load more files"), icon=":material/add:", key="load_more", on_click=_start_over)


def _load() -> None:
    """The same files, this time for good; refused ones are refused again and change nothing."""
    checked: Job = st.session_state[_JOB]
    st.session_state[_JOB] = Job(checked.upload, checked.options, dry_run=False).start(QUICK_SECONDS)


def _start_over() -> None:
    st.session_state.pop(_JOB, None)
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _show(outcome: Outcome) -> None:
    """One file: refused with its message, or its report."""
    with st.container(border=True):
        if outcome.report is None:
            st.markdown(f":material/block: **{escaped(outcome.file)}**: {_('refused, nothing was changed')}")
            st.error(in_words(outcome.refusal or ""))
            if outcome.unknown:
                layout_wizard.offer(outcome.file)
            return
        report_view(outcome.report, _state(outcome.report))


def _state(report: ImportReport) -> str:
    if report.dry_run:
        return _("checked, nothing changed yet")
    return _("loaded as import {batch}").format(batch=report.batch) if report.batch else _("loaded")


def _own_words(choose: str) -> None:
    """The upload box has English words of its own and no option to change them: they give way to ours."""
    box = '[data-testid="stFileUploaderDropzone"]'
    hints = "[data-testid='stFileUploaderDropzoneInstructions']"
    hidden = (hints, "button [data-testid='stMarkdownContainer']", "button p")
    parts = ", ".join(f"{box} {part}" for part in hidden)
    st.html(f"<style>{parts} {{display: none}} {box} button[kind=secondary]::after {{content: '{choose}'}}</style>")
