"""The list of cases: what it is about, search and order, pages, and taking it away. Draws; the page asks."""

from collections.abc import Callable, Iterable
from functools import partial

import pandas as pd
import streamlit as st

from components import link
from components.both_counts import both
from components.export import XLSX_TYPE, csv_bytes, xlsx_bytes
from components.filters import options
from components.identity import current_scope
from components.labels import channel_name, outcome_name
from components.numbers import cases, number
from components.paging import Pages
from components.search_hits import HELP, plain
from components.tables import ORDERS, export_frame, export_headers, order_name
from components.words import N_, _
from queries import desk
from queries.cases import CasePage
from queries.listed import JUDGED, RECEIVED_BY, SENT_ON, is_listed, parts_of
from queries.metrics import METRICS
from queries.scope import Scope, peers

PAGE_ROWS = 50
MOST_EXPORTED = 50_000
SORTS = {
    "newest": N_("Newest first"),
    "due": N_("Soonest deadline first"),
    "oldest": N_("Oldest first"),
    "longest": N_("Longest to close first"),
}


def asked_metric() -> str | None:
    """The number in the link whose cases are wanted; None when there is none or no list stands behind it."""
    asked = link.read("metric")
    return asked if is_listed(asked) else None


def called(listed: str) -> tuple[str, str]:
    """What a list is called, and how its number is counted."""
    name, of = parts_of(listed)
    if name in (SENT_ON, RECEIVED_BY):
        return _on_the_way(name, *of.partition("@")[::2])
    title = _(METRICS[name].name)
    if of == JUDGED:
        return f"{title}: {_('Cases judged').lower()}", _("All cases that the number is computed of: the denominator.")
    return (f"{title}: {outcome_name(of)}" if of else title), _(METRICS[name].formula)


def _on_the_way(name: str, agency: str, topic: str) -> tuple[str, str]:
    """The same of what an agency received first, and of what of it is elsewhere now."""
    of = options("agencies", peers(current_scope())).get(agency, agency)
    about = f" · {options('topics', current_scope()).get(topic, topic)}" if topic else ""
    if name == SENT_ON:
        return _("Sent on by {agency}").format(agency=of + about), _("Received there, and with another agency now.")
    return _("Received first by {agency}").format(agency=of + about), _("Received there first, whoever has them now.")


def asked_sort() -> str:
    """The order in the link."""
    chosen = link.read("sort", "newest")
    return chosen if chosen in orders() else "newest"


def orders() -> dict[str, str]:
    """Code → name of every order: the usual ones, then those of the columns."""
    usual = {code: _(words) for code, words in SORTS.items()}
    columns = {code: order_name(code) for both in ORDERS.values() for code in both}
    return usual | {code: words for code, words in columns.items() if code not in usual}


def by_name(channels: Iterable[str]) -> tuple[str, ...]:
    """The codes of channels in the order of their names on the screen, as in a card index."""
    return tuple(sorted(channels, key=lambda code: channel_name(code).lower().replace("ё", "е")))


def heading(metric: str | None, page: CasePage, sort: str) -> None:
    """What is listed, how many, and of how many events they tell; behind a number of a card the same number stands
    here.
    """
    if metric is None:
        more = f", {_('not decided yet and with a deadline')}" if sort == "due" else ""
        st.markdown(f"**{both(page.total, page.events)}**{more}")
        if link.read("metric"):
            st.caption(_("No list of cases stands behind this number; all cases of the filters are shown."))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        title, formula = called(metric)
        words = _("{metric}: {cases} behind this number")
        told = words.format(metric=f"**{plain(title)}**", cases=both(page.total, page.events))
        st.markdown(told, width="content", help=formula)
        off = partial(link.write, metric="")
        st.button(_("Show all cases"), key="metric_off", on_click=off, icon=":material/close:", type="tertiary")


def controls(scope: Scope) -> None:
    """Search and order, both kept in the link."""
    st.session_state["case_search"] = link.read("q")
    st.session_state["case_sort"] = asked_sort()
    named = orders()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            _("Search"),
            key="case_search",
            type="search",
            placeholder=_("Number, topic, address or words of the text")
            if scope.may_read_text
            else _("Number, topic or address"),
            on_change=lambda: link.write(q=st.session_state["case_search"].strip()),
            label_visibility="collapsed",
            help=_(HELP),
            width=420,
        )
        st.selectbox(
            _("Order"),
            list(named),
            key="case_sort",
            format_func=lambda code: named[code],
            on_change=lambda: choose_sort(st.session_state["case_sort"]),
            label_visibility="collapsed",
            width=260,
        )


def choose_sort(chosen: str) -> None:
    """The order of the whole list, kept in the link."""
    link.write(sort="" if chosen == "newest" else chosen)


def pager(page: CasePage, pages: Pages) -> None:
    """«1–50 из 1 245» and the buttons that turn the page."""
    if not len(page.rows):
        return
    first = len(pages.passed) * PAGE_ROWS + 1
    last, words = first + len(page.rows) - 1, _("{first}–{last} of {total}")
    pages.buttons(page.next, words.format(first=number(first), last=number(last), total=number(page.total)))


def take_away(fetch: Callable[[], pd.DataFrame], scope: Scope, total: int, zone: str, subject: str) -> None:
    """CSV and XLSX of the whole list, made when asked for; who took it away is written down."""
    if total == 0:
        return
    headers = export_headers()
    with st.popover(_("Export"), icon=":material/download:"):
        words = _("The facts of {cases}, without the residents' texts. Who exported is written down.")
        st.caption(words.format(cases=cases(min(total, MOST_EXPORTED))))
        if total > MOST_EXPORTED:
            st.caption(_("The first {n} only: narrow the filters for the rest.").format(n=number(MOST_EXPORTED)))
        log = partial(desk.record, "export", scope.who, scope.role, subject)
        if not st.toggle(_("Prepare the files"), key="export_ready"):
            return
        frame = export_frame(fetch(), zone)
        st.download_button("CSV", csv_bytes(frame, headers), "cases.csv", "text/csv", key="export_csv", on_click=log)
        workbook = xlsx_bytes(frame, headers, _("Cases"))
        st.download_button("XLSX", workbook, "cases.xlsx", XLSX_TYPE, key="export_xlsx", on_click=log)
