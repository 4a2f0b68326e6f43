"""The page Data as somebody opens and reads it."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from components.words import speak

Dashboard = Callable[..., AppTest]
TABS = {"imports": 1, "coverage": 2, "names": 3, "freshness": 4, "texts": 5}


def texts(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.info, at.error, at.success, at.subheader, at.header)
    return "\n".join(str(node.value) for kind in kinds for node in kind)


def opened(dashboard: Dashboard, tab: str = "", **params: str) -> AppTest:
    speak(params.get("lang", "en"))  # AppTest formats the options of a widget outside the page
    at = dashboard("data", role="admin", **params)
    if tab:
        tabs: Any = at.get_by_key("data_tabs")
        at.session_state["data_tabs"] = tabs.children[TABS[tab]].label
        at.run()
    return at
