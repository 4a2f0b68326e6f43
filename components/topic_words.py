"""What people say within a topic: terms against the rest of the region and against the time before."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components import link, page_list
from components.charts import titled
from components.choosing import choose_of_many
from components.numbers import number
from components.words import N_, _

AGAINST = {"rest": N_("against all other topics"), "before": N_("against the time before")}
NAMED = 5


def choose_topic(names: Mapping[str, str], common: pd.DataFrame) -> str | None:
    """Which topic, the most frequent first; kept in the link. `common`: received by topic."""
    counts = common[common["key"].notna()].sort_values("numerator", ascending=False)
    known = [key for key in counts["key"] if key in names]
    if not known:
        st.info(_("No case with a topic in this period."), icon=":material/search_off:")
        return None
    return choose_of_many("topic", _("Topic"), {key: names[key] for key in known}, width=480)


def sentence(found: Mapping[str, Any], topic: str) -> str:
    """The first few terms, or that there is none."""
    if found["state"] == "hidden":
        return _("Your role sees the facts of cases, not the residents' words.")
    rows = found["rows"]
    if rows.empty:
        return _("{topic}: no word is used more than elsewhere by more than chance explains.").format(topic=topic)
    words = ", ".join(f"**{word}**" for word in rows["word"].head(NAMED))
    return _("{topic}: people write more than elsewhere of {words}.").format(topic=topic, words=words)


def section(found: Mapping[str, Any], against: str, topic_id: str) -> None:
    """The terms as a table; a click leads to the cases of the topic that contain the term."""
    title = _("Words of this topic, {against}").format(against=_(AGAINST[against]))
    if found["state"] == "hidden":
        return
    rows = found["rows"]
    if rows.empty:
        st.markdown(f"**{title}**")
        st.caption(_("Nothing stands out: at least five texts and more than chance explains are asked for."))
        return
    shown = pd.DataFrame(
        {"word": rows["word"], "n": rows["n"], "rest": rows["rest"], "z": rows["z"].round(1)}
    ).reset_index(drop=True)
    headers = {"word": _("Word"), "n": _("Texts here"), "rest": _("Texts there"), "z": _("How sure (z)")}
    titled(title, shown, headers, f"words_{against}")
    taken = st.session_state.setdefault(f"words_{against}_taken", 0)
    event = st.dataframe(
        shown.rename(columns=headers), hide_index=True, key=f"words_{against}_{taken}", on_select="rerun",
        selection_mode="single-cell", height=420, alt=title,
        column_config={headers[name]: st.column_config.NumberColumn(format="localized") for name in ("n", "rest", "z")},
    )  # fmt: skip
    st.caption(read_line(found))
    if cells := event.selection.cells:
        st.session_state[f"words_{against}_taken"] = taken + 1
        asked = search_for(str(rows.iloc[cells[0][0]]["word"]))
        st.switch_page(str(page_list.page("cases").script), query_params=link.shared() | {"tp": topic_id, "q": asked})


def search_for(word: str) -> str:
    """What finds the texts that were counted for a word. Looked for everywhere, a word of the topic's name would find
    all of its cases.
    """
    return _("text:{word}").format(word=word)


def read_line(found: Mapping[str, Any]) -> str:
    """How many texts were read, of how many where there were too many."""
    here, there = (_of(found[side], found[f"{side}_of"]) for side in ("texts", "rest"))
    words = _("Read: {n} texts here, {rest} there. A click opens the cases with the word.").format(n=here, rest=there)
    if found["texts"] < found["texts_of"] or found["rest"] < found["rest_of"]:
        words += " " + _("Of many texts a random sample is read, the same at every look.")
    return words


def _of(read: int, there_are: int) -> str:
    return number(read) if read == there_are else _("{n} of {all}").format(n=number(read), all=number(there_are))


def method() -> None:
    """How the words were found."""
    st.caption(
        _(
            "Log-odds with a prior of 500 words (Monroe, Colaresi and Quinn, 2008): a word counts once a text, in "
            "whatever form. No black box, the same words every time."
        )
    )
