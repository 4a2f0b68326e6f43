"""A table nobody knows: its columns are told what they mean, what would happen is shown, the layout is saved."""

from collections.abc import Collection
from dataclasses import replace

import streamlit as st

from components import mapping
from components.field_names import LACKING, field_name
from components.import_report import escaped, report_view
from components.labels import channel_name
from components.numbers import number
from components.refusals import in_words
from components.words import _, ngettext
from intake.answers import lacking
from intake.by_hand import Job, Options, Upload, known_layouts
from intake.draft import Table, draft, name_of, possible_channels, read_table
from intake.layout import Layout
from intake.own_checks import NAME
from intake.own_layouts import bad_layouts, own_layouts, save_layout
from intake.report import FileRefused
from queries.metrics import METRICS

QUICK_SECONDS = 4.0
POLL_SECONDS = 0.7
_FILE, _TABLE, _JOB, _SAID = "wizard_file", "wizard_table", "wizard_job", "wizard_said"


def offer(file: str) -> None:
    """Below the refusal of a file that no layout knows."""
    words = _("Say what its columns mean")
    st.button(words, key=f"describe_{file}", icon=":material/table_edit:", on_click=_begin, args=(file,))


def described_file() -> str | None:
    """The file that is being described."""
    return st.session_state.get(_FILE)


def leave() -> None:
    """Back to the files."""
    for name in (_FILE, _TABLE, _JOB):
        st.session_state.pop(name, None)


def _begin(file: str) -> None:
    leave()
    st.session_state[_FILE] = file


def broken_layouts() -> None:
    """What was saved last, and the layout files of the region that cannot be read, with what to do."""
    if said := st.session_state.pop(_SAID, None):
        st.success(said, icon=":material/check:")
    for message in bad_layouts().values():
        st.warning(in_words(message), icon=":material/warning:")


def wizard(upload: Upload, options: Options) -> None:
    """The whole of the wizard for the file that was chosen."""
    file = st.session_state[_FILE]
    st.button(_("Back to the files"), key="wizard_back", icon=":material/arrow_back:", on_click=leave)
    st.subheader(_("What do the columns of “{file}” mean?").format(file=escaped(file)))
    if (table := _table(upload, file)) is None:
        return
    st.caption(_("The first rows, without columns that hold people's data"))
    st.dataframe(table.preview(), hide_index=True, placeholder="–", alt=_("The first rows of the file"))
    key = f"wizard_{table.sheet}_{table.header}"
    st.caption(_("A proposal stands at every column. Check it; what is not chosen is not loaded."))
    fields = mapping.ask_columns(table, key)
    dates = mapping.ask_dates(table, fields, key)
    words = mapping.ask_words(table, fields, key)
    layout = _named(table, file, dates, fields, words)
    if layout is None:
        return
    _answers(layout)
    _dry_run(upload, replace(options, layout=layout), file)
    _save(layout)


def _table(upload: Upload, file: str) -> Table | None:
    """The table as it was read last; read anew for another sheet or header row."""
    kept: Table | None = st.session_state.get(_TABLE)
    asked = (0, None) if kept is None else _place(kept)
    if kept is not None and asked == (kept.sheet, kept.header):
        return kept
    try:
        with upload.folder() as folder:
            st.session_state[_TABLE] = read_table(folder / file, *asked)
    except FileRefused as refused:
        st.error(in_words(str(refused)))
        return None
    return st.rerun()


def _place(table: Table) -> tuple[int, int | None]:
    """Sheet and header row; None: wherever it is on another sheet."""
    with st.expander(_("Another sheet or header row"), icon=":material/table_rows:"):
        sheet = table.sheet
        if len(table.sheets) > 1:
            places = list(range(len(table.sheets)))
            sheet = st.selectbox(_("Sheet"), places, index=sheet, format_func=lambda at: table.sheets[at])
        row = st.number_input(_("Row of the headers"), 1, table.rows, value=table.header + 1)
    return sheet, int(row) - 1 if sheet == table.sheet else None


def _named(
    table: Table, file: str, dates: str, fields: dict[int, str], words: dict[str, dict[str, str]]
) -> Layout | None:
    """The layout of the answers; None, with the reason, while they do not make one."""
    for field in mapping.twice(fields):
        st.error(_("Two columns are “{field}”: leave one of them out.").format(field=field_name(field)))
    if mapping.twice(fields):
        return None
    if not fields:
        st.error(_("No column is chosen: there is nothing to load."))
        return None
    left, middle, right = st.columns(3)
    name = left.text_input(
        _("Name of the layout"), name_of(file), key="wizard_name", help=_("Small Latin letters, figures and _.")
    )
    title = middle.text_input(_("What these files are"), file, key="wizard_title")
    shipped = possible_channels(table.precision(fields, dates))
    channel = right.selectbox(
        _("Channel"), ["", *shipped], key="wizard_channel",
        format_func=lambda code: channel_name(code) if code else _("a channel of its own"),
        help=_("Cases of one channel are told apart by their number: choose a known channel only for the same system."),
    )  # fmt: skip
    if not NAME.fullmatch(name):
        st.error(_("The name of a layout: small Latin letters, figures and _, a letter first."))
        return None
    try:
        return draft(table, name, title, channel, dates, fields, words)
    except FileRefused as refused:
        st.error(in_words(str(refused)))
        return None


def _answers(layout: Layout) -> None:
    """No closing date → no time to answer: what the files will not tell, and why."""
    rows = lacking(layout.columns, layout.channel)
    told = {metric for _what, metrics in rows for metric in metrics}
    others = [id for id, one in METRICS.items() if id not in told and not one.can_answer((layout.channel,))]
    lines = [f"- {_(LACKING[what])}: {_metrics(metrics)}" for what, metrics in [*rows, ("channel", others)] if metrics]
    with st.expander(_("What these files cannot answer"), expanded=True, icon=":material/help:"):
        st.markdown("\n".join(lines))
        if not layout.numbered:
            names = ", ".join(field_name(field).lower() for field in layout.fingerprint)
            st.markdown(_("No number: a row is known again by {fields}.").format(fields=names))


def _metrics(ids: Collection[str]) -> str:
    return ", ".join(_(METRICS[id].name).lower() for id in ids if id in METRICS)


def _dry_run(upload: Upload, options: Options, file: str) -> None:
    """What would happen with this mapping, anew after every change."""
    kept = st.session_state.get(_JOB)
    if kept is None or kept.options != options:
        st.session_state[_JOB] = kept = Job(upload, options, dry_run=True, only=file).start(QUICK_SECONDS)
    job: Job = kept
    st.markdown(f"**{_('What would happen')}**")
    if not job.is_done:
        _wait()
        return
    outcome = job.outcomes()[0]
    with st.container(border=True, key="wizard_report"):
        if outcome.report is None:
            st.error(in_words(outcome.refusal or ""))
        else:
            report_view(replace(outcome.report, cannot_answer=[]), _("checked, nothing changed yet"))


@st.fragment(run_every=POLL_SECONDS)
def _wait() -> None:
    job: Job = st.session_state[_JOB]
    if job.is_done:
        st.rerun(scope="app")
    rows = ngettext("{n} row", "{n} rows", job.done_rows).format(n=number(job.done_rows))
    st.caption(_("Checking {file}").format(file=escaped(job.file)) + f": {rows}")


def _save(layout: Layout) -> None:
    """Under its name; another layout of that name is replaced only when that is said."""
    own = own_layouts()
    if layout.name in known_layouts() and layout.name not in own:
        st.error(_("A layout that is shipped is called “{name}”: choose another name.").format(name=layout.name))
        return
    taken = layout.name in own or layout.name in bad_layouts()
    words = _("Replace the layout “{name}” that is there already").format(name=layout.name)
    sure = st.checkbox(words, key="wizard_replace") if taken else True
    st.button(
        _("Save the layout"), key="wizard_save", type="primary", icon=":material/save:", disabled=not sure,
        on_click=_keep, args=(layout,),
    )  # fmt: skip


def _keep(layout: Layout) -> None:
    """Saved, the file is recognised: it is checked again as any other."""
    try:
        file = save_layout(layout)
    except OSError as error:
        st.session_state[_SAID] = _("The layout could not be saved: {why}").format(why=error.strerror or error)
        return
    words = _("The layout is saved as {file}. Files of this kind are recognised from now on.")
    st.session_state[_SAID] = words.format(file=file)
    leave()
    st.session_state.pop("load_job", None)
