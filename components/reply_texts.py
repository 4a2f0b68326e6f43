"""Repeated texts side by side with their differences marked, and the replies that could be models."""

from collections.abc import Hashable, Mapping
from difflib import SequenceMatcher
from typing import Any

import pandas as pd
import streamlit as st

from components import link, page_list
from components.numbers import number
from components.reply_shares import kinds, parts
from components.words import _, ngettext
from queries.scope import Scope

SIDE_BY_SIDE, LISTED = 3, 10
Names = Mapping[str, str]


def clusters_section(clusters: pd.DataFrame, topics: Names, scope: Scope) -> None:
    """Each repeated text: for how many cases, topics and places; up to three examples beside each other."""
    st.markdown(f"**{_('The same text for many')}**")
    if clusters.empty:
        st.caption(_("No text was used three times."))
        return
    if not scope.may_read_text:
        st.caption(_("Your role sees how often a text is used and for which cases; those who work on them read it."))
    for place, row in enumerate(clusters.head(LISTED).to_dict("records")):
        with st.expander(title(row), expanded=place == 0, key=f"reply_text_{place}"):
            st.markdown(told(row))
            examples(row, topics)
    if len(clusters) > LISTED:
        st.caption(_("Shown: {n} of {all}").format(n=number(LISTED), all=number(len(clusters))))


def title(row: Mapping[Hashable, Any]) -> str:
    """«52 ответа одним текстом · 7 тем · 31 адрес»."""
    size, topics, places = int(row["size"]), int(row["topics"]), int(row["places"])
    found = [ngettext("one text for {n} reply", "one text for {n} replies", size).format(n=number(size))]
    found.append(ngettext("{n} topic", "{n} topics", topics).format(n=number(topics)))
    if places:
        found.append(ngettext("{n} place", "{n} places", places).format(n=number(places)))
    kind = _("mass notice") if row["is_notice"] else suspected(row)
    return " · ".join([*found, kind])


def suspected(row: Mapping[Hashable, Any]) -> str:
    """How many of the replies are suspected."""
    n = int(row["suspected"])
    if n == 0:
        return _("none suspected")
    return ngettext("{n} suspected", "{n} suspected", n).format(n=number(n))


def told(row: Mapping[Hashable, Any]) -> str:
    """What the repetition means: the same words for different streets or topics, and a notice where it is one."""
    said = _reach(int(row["places"]), int(row["topics"]))
    if not row["is_notice"]:
        return said
    notice = _(
        "Four fifths went to one topic in one municipality within three days: one event is behind it, "
        "so it is a notice and nobody is suspected."
    )
    return f"{said} {notice}"


def _reach(places: int, topics: int) -> str:
    if places > 1:
        words = ngettext(
            "The same words were used for {n} place.", "The same words were used for {n} different places.", places
        )
        return words.format(n=number(places))
    if topics > 1:
        words = ngettext(
            "The same words were used for {n} topic.", "The same words were used for {n} different topics.", topics
        )
        return words.format(n=number(topics))
    return _("The same words were used again, for one topic and no more than one known place.")


def examples(row: Mapping[Hashable, Any], topics: Names) -> None:
    """Up to three replies beside each other; what differs from the first is marked. Each leads to its case."""
    ids, texts = list(row["cases"])[:SIDE_BY_SIDE], row.get("excerpts")
    for place, (column, case_id) in enumerate(zip(st.columns(SIDE_BY_SIDE), ids, strict=False)):
        with column, st.container(border=True):
            about = row["about"][place]
            where = row["addresses"][place] if row.get("addresses") else None
            st.markdown(" · ".join(plain(part) for part in (topics.get(about, about), where) if isinstance(part, str)))
            if texts is not None:
                st.markdown(plain(texts[0]) if place == 0 else marked(texts[0], texts[place]))
            case_link(case_id)
    if texts is not None and len(ids) > 1:
        st.caption(_("Marked: what differs from the first."))


def shown(found: Mapping[str, Any]) -> list[str]:
    """The cases whose texts the sections show to those who may read them."""
    repeated = [one for ids in found["clusters"].head(LISTED)["cases"] for one in list(ids)[:SIDE_BY_SIDE]]
    return [*repeated, *found["cases"].head(LISTED)["id"], *found["models"]["id"]]


def case_link(case_id: str) -> None:
    """To the file of a case, whatever the period."""
    st.page_link(
        str(page_list.page("cases").script), label=_("Case {number}").format(number=case_id.split(":", 1)[-1]),
        icon=":material/open_in_new:", query_params=link.shared() | {"p": "all", "case": case_id},
    )  # fmt: skip


def open_case(case_id: str) -> None:
    """Go to the file of a case."""
    st.switch_page(str(page_list.page("cases").script), query_params=link.shared() | {"p": "all", "case": case_id})


def marked(first: str, other: str) -> str:
    """The other text as Markdown, with the words set off that the first does not have."""
    one, two = first.split(), other.split()
    found: list[str] = []
    for what, _from, _to, start, end in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        words = plain(" ".join(two[start:end]))
        if words:
            found.append(words if what == "equal" else f":orange-background[{words}]")
    return " ".join(found)


def plain(text: str) -> str:
    """Text of a source inside Markdown: its signs are not formatting."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+!|~:$" else sign for sign in " ".join(text.split()))


def models_section(models: pd.DataFrame, names: Names, topics: Names) -> None:
    """Replies that say when, where and what was done, as examples for others."""
    st.markdown(f"**{_('Replies to learn from')}**")
    if models.empty:
        st.caption(_("No solved case has a reply with a date, a place and a deed in this period."))
        return
    for row in models.to_dict("records"):
        with st.container(border=True):
            about = topics.get(row["topic"], row["topic"])
            who = names.get(row["key"], row["key"])
            st.markdown(" · ".join(plain(part) for part in (who, about) if isinstance(part, str)))
            if isinstance(row["text"], str):
                st.markdown(plain(row["text"]))
            st.caption(_("Says: {kinds}").format(kinds=kinds(row["content"])))
            case_link(row["id"])


def suspects_section(rows: pd.DataFrame, weights: Mapping[str, float], names: Names, topics: Names) -> None:
    """The most suspected replies, each with its score and the parts it is made of."""
    st.markdown(f"**{_('The most suspected replies')}**")
    if rows.empty:
        st.caption(_("No reply is suspected."))
        return
    for row in rows.head(LISTED).to_dict("records"):
        with st.container(border=True):
            who, about = names.get(row["key"], row["key"]), topics.get(row["topic"], row["topic"])
            st.markdown(" · ".join(plain(part) for part in (who, about) if isinstance(part, str)))
            if isinstance(row["text"], str):
                st.markdown(plain(row["text"]))
            st.caption(parts(row, weights))
            case_link(row["id"])
    if len(rows) > LISTED:
        st.caption(_("Shown: {n} of {all}").format(n=number(LISTED), all=number(len(rows))))
