"""The filter bar, and what it says: `current_filters()`, `current_comparison()`. The link holds every choice."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import streamlit as st

from analysis.change import begins_late
from components import link
from components.labels import channel_name
from components.words import N_, _, name, ngettext
from queries import cached
from queries.filters import (
    COMPARISONS,
    PRESETS,
    UNMAPPED,
    URL_NAMES,
    Filters,
    Period,
    days_period,
    from_params,
    preset_period,
    to_local,
)
from queries.scope import Scope

DEFAULT_PERIOD, DEFAULT_COMPARISON = "30d", "previous"
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
LISTS = {
    "channels": N_("Channels"),
    "topics": N_("Topics"),
    "districts": N_("Municipalities"),
    "agencies": N_("Agencies"),
}
WITHOUT = {
    "topics": N_("Without a topic"),
    "districts": N_("Without a municipality"),
    "agencies": N_("Without an agency"),
}


def current_filters() -> Filters:
    """What the link asks for; the period ends at the data time, so that "7 days" means the same in a stale store."""
    return from_params(st.query_params.to_dict()).during(current_period())


def current_preset() -> str:
    """The chosen period's code: a key of PERIOD_NAMES."""
    if _dates() is not None:
        return "custom"
    chosen = link.read("p", DEFAULT_PERIOD)
    return chosen if chosen in (*PRESETS, "all") else DEFAULT_PERIOD


def current_period() -> Period | None:
    """The chosen period; None for everything loaded, and when nothing is loaded."""
    clock = cached.clock()
    if (dates := _dates()) is not None:
        return days_period(*dates, clock.zone)
    preset = current_preset()
    return None if preset == "all" or clock.as_of is None else preset_period(preset, clock.as_of, clock.zone)


def current_comparison() -> str | None:
    """previous, last_year, or None when there is nothing to compare with."""
    chosen = link.read("cmp", DEFAULT_COMPARISON)
    if current_period() is None or chosen == "none":
        return None
    return chosen if chosen in COMPARISONS else DEFAULT_COMPARISON


def compared_filters(scope: Scope) -> Filters | None:
    """The question about the period to compare with; None when there is none or when the data do not reach back so far.

    A channel loaded only since then would look like growth, so every channel is asked, whatever else is filtered.
    """
    filters = current_filters()
    before = filters.compared(current_comparison())
    if before is None or before.period is None:
        return None
    whole = Filters(period=filters.period, channels=filters.channels)
    now = cached.measure("received", scope, whole, by="channel").set_index("key")["numerator"]
    start, length = to_local(before.period.start, cached.clock().zone), before.period.length / timedelta(days=1)
    for channel, count in now[now > 0].items():
        then = cached.measure("received", scope, Filters(period=before.period, channels=(str(channel),)), by="day")
        first = min((datetime.fromisoformat(day) for day in then["key"].dropna()), default=None)
        silent = length if first is None else (first - start) / timedelta(days=1)
        if begins_late(silent, count / length):
            return None
    return before


def set_filter(**choices: list[str]) -> None:
    """Replace lists of the filter: ``set_filter(districts=["52601000"])``; an empty list clears it.

    Call it from a callback; elsewhere follow it with ``st.rerun()``.
    """
    link.write(**{URL_NAMES[which]: ",".join(values) for which, values in choices.items()})


def reset() -> None:
    """Back to the default period without any filter."""
    link.write(**dict.fromkeys(("p", "from", "to", "cmp", *URL_NAMES.values()), ""))


def _dates() -> tuple[date, date] | None:
    try:
        first, last = date.fromisoformat(link.read("from")), date.fromisoformat(link.read("to"))
    except ValueError:
        return None
    return (first, last) if first <= last else (last, first)


def filter_bar(scope: Scope) -> None:
    """Period, comparison and the lists, in one row; below it a chip for every filter in force."""
    filters = current_filters()
    _period_choice()
    chosen = sum(bool(getattr(filters, which)) for which in LISTS)
    title = _("Filters") + (f" · {chosen}" if chosen else "")
    with st.popover(title, icon=":material/filter_list:"):
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
    if current_preset() == "custom":
        _date_choice()


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
    st.session_state["dates_choice"] = _dates()
    st.date_input(
        _("Dates"),
        key="dates_choice",
        value=[],
        format="DD.MM.YYYY",
        label_visibility="collapsed",
        width=230,
        on_change=_choose_dates,
    )


def _choose_dates() -> None:
    chosen = st.session_state["dates_choice"]
    if isinstance(chosen, tuple) and len(chosen) == 2:
        link.write(**{"from": chosen[0].isoformat(), "to": chosen[1].isoformat()})


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


def options(which: str, scope: Scope) -> dict[str, str]:
    """Code → name of everything that can be chosen in a list, in the order it is shown."""
    if which == "channels":
        return {code: channel_name(code) for code in cached.channels()["code"]}
    if which == "topics":
        rows = {row["id"]: _topic_path(row) for row in cached.topics().to_dict("records")}
    else:
        frame = cached.districts(scope) if which == "districts" else cached.agencies(scope)
        rows = {row["id"]: name(row) for row in frame.to_dict("records")}
    return rows | {UNMAPPED: _(WITHOUT[which])}


def _topic_path(row: dict) -> str:
    return name(row)


def chips(scope: Scope) -> None:
    """A button for every filter in force; a click takes it away."""
    filters = current_filters()
    active = [(which, code) for which in LISTS for code in getattr(filters, which)]
    if not active:
        return
    with st.container(horizontal=True, gap="xsmall", key="chips"):
        for which, code in active:
            rest = [other for other in getattr(filters, which) if other != code]
            label = options(which, scope).get(code, code)
            st.button(
                label, key=f"chip_{which}_{code}", icon=":material/close:", on_click=set_filter, kwargs={which: rest}
            )
        if len(active) > 1:
            st.button(
                ngettext("Clear {n} filter", "Clear {n} filters", len(active)).format(n=len(active)),
                key="chips_reset",
                on_click=reset,
                type="tertiary",
            )
