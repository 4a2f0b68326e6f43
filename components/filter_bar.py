"""The filter bar: period, comparison and the lists; each widget is filled from the link and writes its code back."""

from collections.abc import Callable
from datetime import date, timedelta

import streamlit as st

from components import link, rectangle
from components.filters import (
    DEFAULT_COMPARISON,
    DEFAULT_PERIOD,
    LISTS,
    current_filters,
    current_period,
    current_preset,
    options,
    reset,
    set_bounds,
    set_filter,
)
from components.words import N_, _, ngettext
from queries import cached
from queries.filters import ITSELF, Filters, to_local
from queries.scope import Scope

PERIOD_NAMES = {
    "24h": N_("24 h"),
    "7d": N_("7 days"),
    "30d": N_("30 days"),
    "90d": N_("90 days"),
    "1y": N_("Year"),
    "all": N_("All"),
    "custom": N_("Dates"),
}
COMPARISON_NAMES = {
    "previous": N_("with the period before"),
    "last_year": N_("with last year"),
    "none": N_("no comparison"),
}


def filter_bar(scope: Scope) -> None:
    """Period, comparison and the lists, in one row."""
    filters = current_filters()
    _period_choice()
    chosen = sum(bool(getattr(filters, which)) for which in (*LISTS, "bounds"))
    title = _("Filters") + (f" · {chosen}" if chosen else "")
    with st.popover(title, icon=":material/filter_list:", key="bar_lists"):
        _comparison_choice()
        for which in LISTS:
            _list_choice(which, scope, filters)
        st.button(_("Reset everything"), key="reset_all", on_click=reset, type="tertiary")


def _labels(names: dict[str, str]) -> Callable[[str], str]:
    """Translated now, looked up later: a label must not change its language after it was drawn."""
    return {code: _(text) for code, text in names.items()}.__getitem__


def _period_choice() -> None:
    st.session_state["period_choice"] = current_preset()
    st.segmented_control(
        _("Period"),
        list(PERIOD_NAMES),
        key="period_choice",
        format_func=_labels(PERIOD_NAMES),
        on_change=_choose_period,
        required=True,
        label_visibility="collapsed",
        wrap=False,
    )


def _choose_period() -> None:
    code = st.session_state["period_choice"]
    if code == "custom":
        first, last = _shown_dates()
        link.write(p="", **{"from": first.isoformat(), "to": last.isoformat()})
    else:
        link.write(p="" if code == DEFAULT_PERIOD else code, **{"from": "", "to": ""})


def _shown_dates() -> tuple[date, date]:
    """The local days of the period in force: what the date fields start with."""
    clock = cached.clock()
    period, today = current_period(), date.today()  # noqa: DTZ011 only when nothing is loaded
    if clock.as_of is None or period is None:
        return today - timedelta(days=29), today
    return to_local(period.start, clock.zone).date(), to_local(period.end - timedelta(seconds=1), clock.zone).date()


def _date_choice() -> None:
    """The first and the last day. New dates make new widgets, which take them from `value`: a state of their own would
    argue.
    """
    shown = _shown_dates()
    for end, title, day in zip(("from", "to"), (_("From"), _("To")), shown, strict=True):
        key = f"date_{end}_{day}"
        st.date_input(
            title, day, key=key, format="DD.MM.YYYY", label_visibility="collapsed", width=130, on_change=_choose_date,
            args=(end, key, shown),
        )  # fmt: skip


def _choose_date(end: str, key: str, shown: tuple[date, date]) -> None:
    first, last = (st.session_state[key], shown[1]) if end == "from" else (shown[0], st.session_state[key])
    if first and last:
        link.write(**{"from": min(first, last).isoformat(), "to": max(first, last).isoformat()})


def _comparison_choice() -> None:
    chosen = link.read("cmp", DEFAULT_COMPARISON)
    st.session_state["comparison_choice"] = chosen if chosen in COMPARISON_NAMES else DEFAULT_COMPARISON
    st.selectbox(
        _("Compare"),
        list(COMPARISON_NAMES),
        key="comparison_choice",
        format_func=_labels(COMPARISON_NAMES),
        on_change=_choose_comparison,
    )


def _choose_comparison() -> None:
    code = st.session_state["comparison_choice"]
    link.write(cmp="" if code == DEFAULT_COMPARISON else code)


def _list_choice(which: str, scope: Scope, filters: Filters) -> None:
    labels = options(which, scope)
    key = f"{which}_choice"
    st.session_state[key] = [code for code in getattr(filters, which) if code in labels]
    st.multiselect(
        _(LISTS[which]),
        list(labels),
        key=key,
        format_func=labels.__getitem__,
        placeholder=_("All"),
        select_all=False,
        on_change=lambda: set_filter(**{which: st.session_state[key]}),
    )


def _chip(names: dict[str, str], code: str) -> str:
    """A topic alone, without the finer ones below it, says so."""
    if code.startswith(ITSELF) and (named := names.get(code.removeprefix(ITSELF))):
        return _("{topic}, nothing finer").format(topic=named)
    return names.get(code, code)


def chips(scope: Scope) -> None:
    """The dates of a custom period, and a button for every filter in force; a click takes it away.

    The row is there even when it is empty: everything below keeps its place, so that the first click on a map does
    not mount the map anew and lose its view.
    """
    filters = current_filters()
    active = [(which, code) for which in LISTS for code in getattr(filters, which)]
    with st.container(horizontal=True, gap="xsmall", key="chips"):
        if current_preset() == "custom":
            _date_choice()
        for which, code in active:
            rest = [other for other in getattr(filters, which) if other != code]
            label = _chip(options(which, scope), code)
            st.button(
                label, key=f"chip_{which}_{code}", icon=":material/close:", on_click=set_filter, kwargs={which: rest}
            )
        if filters.bounds is not None:
            label = rectangle.told(filters.bounds)
            st.button(label, key="chip_bounds", icon=":material/close:", on_click=set_bounds, args=(None,))
        count = len(active) + (filters.bounds is not None)
        if count > 1:
            st.button(
                ngettext("Clear {n} filter", "Clear {n} filters", count).format(n=count),
                key="chips_reset",
                on_click=reset,
                type="tertiary",
            )
