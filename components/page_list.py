"""Every page of the dashboard once: its address, script, title, and the roles it is for."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from components.identity import current_scope
from components.words import N_, _

FOLDER = Path(__file__).resolve().parent.parent / "pages"
FAVICON = Path(__file__).resolve().parent / "static" / "favicon.png"
WALL = FOLDER / "wall.py"  # no page of its own: see components.wall
EVERYBODY = ("operator", "staff", "head", "admin")
JUDGES = ("staff", "head", "admin")


@dataclass(frozen=True)
class PageEntry:
    """`id` is the address and the name of the script; `title` and `about` are message ids."""

    id: str
    title: str
    about: str
    icon: str
    roles: tuple[str, ...] = EVERYBODY

    @property
    def script(self) -> Path:
        return FOLDER / f"{self.id}.py"


PAGES = (
    PageEntry("overview", N_("Overview"), N_("What changed, where, and who needs attention"), ":material/monitoring:"),
    PageEntry("live_map", N_("Live map"), N_("What is burning now, and where"), ":material/map:"),
    PageEntry(
        "queue",
        N_("To do"),
        N_("What needs a hand, and what is unusual"),
        ":material/checklist:",
        ("operator", "head", "admin"),
    ),
    PageEntry("agencies", N_("Agencies"), N_("Who answers fast and well"), ":material/domain:", JUDGES),
    PageEntry(
        "districts",
        N_("Municipalities"),
        N_("How a municipality compares with others of its size"),
        ":material/location_city:",
        JUDGES,
    ),
    PageEntry("answers", N_("Answers"), N_("Is it an answer, and is it solved"), ":material/rate_review:", JUDGES),
    PageEntry("problems", N_("Problems"), N_("What does not go away, and what is done"), ":material/grid_on:", JUDGES),
    PageEntry("cases", N_("Cases"), N_("The list of cases and the file of each"), ":material/inbox:"),
    PageEntry("polls", N_("Polls"), N_("What residents answered and discussed"), ":material/how_to_vote:", JUDGES),
    PageEntry("channels", N_("Channels"), N_("Who carries how much, and what each can answer"), ":material/hub:"),
    PageEntry("data", N_("Data"), N_("Loading files, coverage and names"), ":material/database:", ("admin",)),
)


def may_open(entry: PageEntry, role: str) -> bool:
    """Whether a role may open a page."""
    return role in entry.roles


def first_page(role: str) -> PageEntry:
    """Where a role starts: operators on the map, everybody else on the overview."""
    start = page("live_map")
    return start if role == "operator" and start.script.exists() else page("overview")


def page(page_id: str) -> PageEntry:
    """The entry by its id. Raises KeyError for a page that is not in the list."""
    return {entry.id: entry for entry in PAGES}[page_id]


def require(page_id: str) -> None:
    """First statement of every page: stops the page, with an explanation, for a role that may not open it."""
    if may_open(page(page_id), current_scope().role):
        return
    st.header(_("No access to this page"))
    st.write(
        _("The page “{page}” is not open to your role. Choose another page above, or ask the administrator.").format(
            page=_(page(page_id).title)
        )
    )
    st.stop()
