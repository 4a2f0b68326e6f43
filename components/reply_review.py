"""Checking the suspicion: reviewers mark a random sample of suspected replies, one at a time."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.numbers import number, percent
from components.reply_shares import parts
from components.reply_texts import case_link, plain
from components.words import _, ngettext
from queries import desk
from queries.cases import CaseFile
from queries.reply_marks import mark, may_review
from queries.scope import Scope


def waiting(sampled: pd.DataFrame, marked: pd.DataFrame, who: str) -> pd.DataFrame:
    """The sampled replies that this reviewer has not marked yet, in the order of the draw."""
    mine = marked[marked["who"] == who]
    keys = set(zip(mine["case_id"], mine["reply_key"], strict=True))
    open_ = [pair not in keys for pair in zip(sampled["case_id"], sampled["reply_key"], strict=True)]
    return sampled[open_].reset_index(drop=True)


def section(
    sampled: pd.DataFrame, said: Mapping[str, Any], left: pd.DataFrame, file: CaseFile | None,
    weights: Mapping[str, float], scope: Scope,
) -> None:  # fmt: skip
    """One reply and two buttons; its signals only after the mark, which they might sway. `left`: see `waiting`;
    `file`: of the first of them.
    """
    progress(sampled, said)
    if not may_review(scope):
        st.info(_("Your role judges by numbers: those who read replies check them."), icon=":material/visibility_off:")
        return
    last_mark(weights, scope)
    if sampled.empty:
        st.info(_("No reply is suspected here, so there is nothing to check."), icon=":material/check:")
        return
    if left.empty or file is None:
        st.success(_("You have checked every reply of this sample."), icon=":material/done_all:")
        return
    row = left.to_dict("records")[0]
    log_reading(scope, row["case_id"])
    with st.container(border=True, key="review_card"):
        st.markdown(f"**{_('What was written')}**")
        st.markdown(plain(file.text or "–"))
        st.markdown(f"**{_('Reply')}**")
        st.markdown(plain(file.reply or "–"))
    st.markdown(_("Does this reply answer what was asked?"))
    with st.container(horizontal=True):
        for verdict, words, icon in (("right", _("No, it is formal"), ":material/thumb_down:"),
                                     ("wrong", _("Yes, it answers"), ":material/thumb_up:")):  # fmt: skip
            st.button(words, key=f"review_{verdict}", icon=icon, on_click=_marked, args=(scope, row, verdict))
    st.caption(_("Decide first: what made the reply suspected is shown after your mark."))


def _marked(scope: Scope, row: Mapping[Any, Any], verdict: str) -> None:
    mark(scope, row["case_id"], row["reply_key"], verdict)
    st.session_state["review_marked"] = (scope.who, row, verdict)


def last_mark(weights: Mapping[str, float], scope: Scope) -> None:
    """What this reviewer has just said, and now the score with its parts."""
    who, row, verdict = st.session_state.get("review_marked", ("", {}, ""))
    if who != scope.who:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        said = _("You said: it is formal.") if verdict == "right" else _("You said: it answers.")
        st.caption(f"{said} {_('The score of that reply: {parts}.').format(parts=parts(row, weights))}")
        case_link(row["case_id"])


def progress(sampled: pd.DataFrame, said: Mapping[str, Any]) -> None:
    """How far the sample is checked and what came out."""
    n = len(sampled)
    drawn = ngettext("{n} suspected reply, drawn at random", "{n} suspected replies, drawn at random", n)
    line = _("Sample: {drawn}; checked by somebody: {marked}.").format(
        drawn=drawn.format(n=number(n)), marked=number(said["marked"])
    )
    if said["marked"]:
        words = _("Formal indeed: {share} ({low}–{high}).")
        shares = {name: percent(said[name], 0) for name in ("low", "high")}
        line += " " + words.format(share=percent(said["value"], 0), **shares)
    st.markdown(line)
    st.caption(
        _(
            "The draw depends on nothing but a fixed number and the case, never on the score, so that its share holds "
            "for all suspected replies. With an agency in the filter the sample is drawn from its replies."
        )
    )


def log_reading(scope: Scope, case_id: str) -> None:
    """Write down who read the text, once for each reply shown."""
    if st.session_state.get("review_read") != (scope.who, case_id):
        desk.record("read_text", scope.who, scope.role, case_id)
        st.session_state["review_read"] = (scope.who, case_id)
