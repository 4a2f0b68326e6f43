"""Where there is nothing to show: why, and what to do next. Each reason has its own words."""

import streamlit as st

from components import link, page_list
from components.filters import chosen_places
from components.identity import is_proxied
from components.words import _
from queries.options import RegionInfo
from queries.scope import Scope


def nothing_loaded(region: RegionInfo, scope: Scope) -> bool:
    """Says so when the store is empty, or when a head has not chosen a municipality; True when the page should stop."""
    if region.cases == 0:
        st.subheader(_("Nothing has been loaded yet"))
        st.write(_("Load an export of any channel, or the demo region, and this page fills itself."))
        if page_list.may_open(page_list.page("data"), scope.role) and page_list.page("data").script.exists():
            st.page_link(
                str(page_list.page("data").script),
                label=_("Load files"),
                icon=":material/upload:",
                query_params=link.shared(),
            )
        else:
            st.caption(_("Files are loaded by the administrator, on the page “Data”."))
        return True
    if scope.role == "head" and not scope.districts:
        st.subheader(_("Which municipality?"))
        words = (
            _("Your account names no municipality.")
            if is_proxied()
            else _("Choose the municipality in the role menu above.")
        )
        st.write(words)
        return True
    return False


def nothing_found(scope: Scope) -> None:
    """Cases are loaded, but none fits the filters; a municipality alone is named."""
    if places := chosen_places(scope):
        st.info(_("{place}: no case in this period.").format(place=", ".join(places)), icon=":material/inbox:")
        return
    st.info(
        _("No case fits these filters in this period. Widen the period or take a filter away."),
        icon=":material/search_off:",
    )


def no_boundaries() -> None:
    """Cases have districts, but nobody loaded their shapes."""
    st.info(
        _(
            "The boundaries of this region are not loaded, so there is no map. "
            "The numbers by municipality are in the table."
        ),
        icon=":material/map:",
    )


def without_boundary(names: list[str]) -> None:
    """Districts that cannot be drawn although others can."""
    if names:
        st.caption(_("Not on the map, for want of a boundary: {names}.").format(names=", ".join(names)))


def no_case_matches() -> None:
    """A list without rows."""
    st.info(
        _("No case matches. Widen the period, or take a filter or a search word away."), icon=":material/search_off:"
    )
