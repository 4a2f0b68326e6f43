"""What belongs to a problem: cases and polls, chosen from a list and opened by a click, and addresses."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import streamlit as st

from components import link, page_list
from components.labels import channel_name
from components.numbers import number, table_moment
from components.search_hits import plain
from components.words import N_, _, name
from queries import cached
from queries import passport_changes as desk
from queries.filters import Filters
from queries.scope import Scope

KINDS = {"case": N_("Case"), "poll": N_("Poll"), "address": N_("Address")}
LISTED = 20


def choose(row: Mapping[Any, Any], scope: Scope, seen: int, zone: str, write: Callable[..., None]) -> None:
    """What to link: a case of the problem found by words, a poll of the list, or an address."""
    linked = {(each["kind"], each["id"]) for each in row["links"]}
    titles = {code: _(words) for code, words in KINDS.items()}
    kind = st.selectbox(_("What"), list(titles), format_func=titles.__getitem__, key="link_kind")
    key: str | None
    if kind == "address":
        key = st.text_input(_("Address"), key="link_address", placeholder="https://").strip()
    else:
        found = _cases(row, scope, zone) if kind == "case" else _polls(scope)
        left = [each for each in found if (kind, each) not in linked]
        key = st.selectbox(titles[kind], left, None, format_func=lambda each: found.get(each, each),
                           key=f"link_{kind}", placeholder=_("Choose from the list"))  # fmt: skip
    st.button(_("Add"), type="primary", key="link_add", disabled=not key, on_click=write,
              args=(desk.link, scope, row["id"], seen, kind, key))  # fmt: skip


def _cases(row: Mapping[Any, Any], scope: Scope, zone: str) -> dict[str, str]:
    """Id → words of the newest cases of the problem with what was typed; of all cases when none of these has it."""
    typed = st.text_input(_("Number, address or words"), key="link_search").strip()
    which = "districts" if row["by"] == "district" else "agencies"
    of_problem = Filters(text=typed).only(**{"topics": [row["topic"]], which: [row["unit"]]})
    page = cached.case_page(scope, of_problem, limit=LISTED)
    if typed and not page.total:
        page = cached.case_page(scope, Filters(text=typed), limit=LISTED)
    if page.total > LISTED:
        words = _("The newest {n} of {all}: write more of it to find others.")
        st.caption(words.format(n=number(LISTED), all=number(page.total)))
    elif not page.total:
        st.caption(_("No case is found."))
    return {each["id"]: _told(each, zone) for each in page.rows.to_dict("records")}


def _told(case: Mapping[Any, Any], zone: str) -> str:
    parts = [f"№ {case['source_number']}", table_moment(case["filed_at"], case["precision"], zone),
             name(case, "topic") or "", name(case, "district") or ""]  # fmt: skip
    return " · ".join(part for part in parts if part)


def _polls(scope: Scope) -> dict[str, str]:
    rows = cached.polls(scope, Filters())
    return dict(zip(rows["id"].astype(str), rows["title"].astype(str), strict=True)) if len(rows) else {}


def shown(links: Iterable[Mapping[str, str]], scope: Scope) -> None:
    """Each as a link to the case, the poll or the address."""
    links = list(links)
    titles = _polls(scope) if any(each["kind"] == "poll" for each in links) else {}
    for each in links:
        kind, key = each["kind"], each["id"]
        if kind == "case":
            _to("cases", {"case": key}, plain(label(kind, key)), ":material/article:")
        elif kind == "poll":
            _to("polls", {"poll": key}, plain(titles.get(key, key)), ":material/how_to_vote:")
        elif key.startswith(("https://", "http://")):
            st.page_link(key, label=plain(key), icon=":material/link:")
        else:
            st.markdown(f"{_(KINDS[kind])}: {plain(key)}")


def _to(page: str, wanted: dict[str, str], label: str, icon: str) -> None:
    st.page_link(str(page_list.page(page).script), label=label, icon=icon, query_params=link.shared() | wanted)


def label(kind: str, key: str) -> str:
    """«Решаем вместе, № 327441806»: the id of a case is its channel and its number there."""
    code, colon, of_channel = key.partition(":")
    return f"{channel_name(code)}, № {of_channel}" if kind == "case" and colon else key
