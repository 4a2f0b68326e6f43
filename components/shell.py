"""The router every run starts from: identity, language, filter bar, navigation, page."""

from math import inf

import streamlit as st

from components import link, page_list, recovery, wall
from components.filter_bar import chips, filter_bar
from components.header import heading, language_switch
from components.identity import current_scope, role_switch
from components.words import _, language, speak
from queries.scope import Scope

# “Press Enter to apply” has no option for another language: where it would be foreign, it is not shown.
ENGLISH_HINTS = "<style>[data-testid=InputInstructions] {display: none}</style>"


def main() -> None:
    """One run: who is looking, in which language, at what; then the page."""
    speak(None)  # as nobody has been asked yet; a thread may remember another's language
    st.set_page_config(page_title=_("Svodka"), page_icon=str(page_list.FAVICON), layout="wide")
    st.logo(str(page_list.FAVICON), size="small")
    link.carry()
    speak(language())  # it is asked for with every word
    recovery.outlived(_draw)


def _draw() -> None:
    if language() != "en":
        st.html(ENGLISH_HINTS)
    scope = current_scope()
    if scope.role == "none":
        nobody()
        return
    if wall.is_on():
        recovery.bears(inf)
        on_the_wall()
        return
    page = navigation(scope)
    lives = page.url_path == "live_map"
    recovery.bears(recovery.ATTENDED if lives else 0)
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="bar"):
        heading(lives=lives)
        filter_bar(scope)
        st.space("stretch")
        role_switch()
        language_switch()
    chips(scope)
    page.run()


def navigation(scope: Scope):  # type: ignore[no-untyped-def]
    """The pages in the top bar; those a role may not open stay reachable by link, where `require` explains."""
    home = st.Page(lambda: go_home(scope), title=_("Svodka"), url_path="home", default=True, visibility="hidden")
    shown = [
        st.Page(
            entry.script,
            title=_(entry.title),
            help=_(entry.about),
            icon=entry.icon,
            url_path=entry.id,
            visibility="visible" if page_list.may_open(entry, scope.role) else "hidden",
        )
        for entry in page_list.PAGES
        if entry.script.exists()
    ]
    return st.navigation([home, *shown], position="top")


def go_home(scope: Scope) -> None:
    """The address without a page leads to the first page of the role."""
    first = page_list.first_page(scope.role)
    st.switch_page(str(first.script), query_params=st.query_params.to_dict())


def on_the_wall() -> None:
    """The wall at any address, without bars."""
    addresses = ["home", *(entry.id for entry in page_list.PAGES)]
    walls = [st.Page(page_list.WALL, title=_("Svodka"), url_path=path, default=path == "home") for path in addresses]
    st.navigation(walls, position="hidden").run()


def nobody() -> None:
    """Nothing is shown to somebody without rights, at any address, not even the names of the pages."""
    addresses = ["home", *(entry.id for entry in page_list.PAGES)]
    denied = [st.Page(_no_access, title=_("No access"), url_path=path, default=path == "home") for path in addresses]
    st.navigation(denied, position="hidden").run()


def _no_access() -> None:
    st.header(_("No access"))
    st.write(
        _(
            "Nobody vouches for you, or your account has no role in this dashboard. "
            "Ask the administrator of the control centre."
        )
    )


main()
