"""The link is the state: what the user chose lives in URL parameters, so that a shared link restores the screen.

Widgets are not bound with ``bind="query-params"``: that writes the translated label of an option into the link, which
then breaks in the other language. Instead each widget is filled from the link before it is drawn, and its callback
writes the short ASCII code back. Streamlit drops such parameters when another page is opened from the navigation,
therefore the session remembers them and `carry` puts them back.
"""

from urllib.parse import urlsplit

import streamlit as st

# What follows the user from page to page; everything else in the link belongs to one page.
SHARED = ("lang", "role", "as", "p", "from", "to", "cmp", "ch", "tp", "d", "a", "box")
_MEMORY, _PLACE = "link_memory", "link_place"


def read(name: str, default: str = "") -> str:
    """A parameter of the link."""
    return str(st.query_params.get(name, default))


def write(**params: str) -> None:
    """Change parameters; an empty value takes the parameter away. After a callback the page is drawn anew by itself;
    elsewhere call ``st.rerun()`` afterwards.
    """
    wanted = st.query_params.to_dict() | params
    st.query_params.from_dict({name: value for name, value in wanted.items() if value})


def carry() -> None:
    """Put back what the link lost because another page was opened, and remember what it says now. First step of a
    run.
    """
    place = urlsplit(st.context.url or "").path
    if st.session_state.get(_PLACE, place) != place:
        lost = {k: v for k, v in st.session_state.get(_MEMORY, {}).items() if k not in st.query_params}
        if lost:
            write(**lost)
    st.session_state[_PLACE] = place
    st.session_state[_MEMORY] = shared()


def shared() -> dict[str, str]:
    """The parameters that follow the user, for links to other pages."""
    return {name: str(st.query_params[name]) for name in SHARED if name in st.query_params}
