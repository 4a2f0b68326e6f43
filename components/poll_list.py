"""The list of polls, votes, discussions and hearings: what runs, what has ended, and a click to open one."""

from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from components import link
from components.numbers import number, table_moment
from components.words import N_, _, ngettext

KINDS = {
    "poll": N_("Poll"),
    "vote": N_("Vote"),
    "ranked_vote": N_("Ranked vote"),
    "discussion": N_("Public consultation"),
    "hearing": N_("Public hearing"),
    "statements": N_("Consultation by statements"),
}
STAGES = {
    "running": N_("● running"),
    "ahead": N_("◌ ahead"),
    "finished": N_("○ finished"),
    "unknown": N_("? dates unknown"),
}
EVERYWHERE = N_("The whole region")


def kind_name(code: str) -> str:
    """What a kind is called on screen; the code itself for one that nobody named."""
    return _(KINDS[code]) if code in KINDS else code


def stage(row: Mapping[Any, Any], now: datetime | None) -> str:
    """running, ahead, finished, or unknown where the source has no dates. `now`: the data's own time."""
    begins, ends = row["starts_at"], row["ends_at"]
    if now is None or (pd.isna(begins) and pd.isna(ends)):
        return "unknown"
    if pd.notna(begins) and begins > now:
        return "ahead"
    return "finished" if pd.notna(ends) and ends <= now else "running"


def with_stage(rows: pd.DataFrame, now: datetime | None) -> pd.DataFrame:
    """The rows of `polls` with column stage."""
    return rows.assign(stage=[stage(row, now) for row in rows.to_dict("records")])


def views_of(found: Mapping[str, Any]) -> list[str]:
    """The sides of a poll that can be looked at. `found`: `queries.poll.results_of`."""
    views = ["answers", "people"]
    views += ["beside"] if len(found["districts"]) else []
    return views + (["opinions"] if "statement_votes" in found else [])


def nothing(loaded: bool) -> None:
    """No poll at all, or none in this period."""
    if loaded:
        words = _("No poll touches this period and these filters. Widen the period.")
        st.info(words, icon=":material/search_off:")
    else:
        st.info(_("No poll is loaded. Files of polls, votes, discussions and Polis exports bring them."))


def sentence(rows: pd.DataFrame) -> str:
    """«12 опросов и обсуждений: идут 2, закончены 9.»; how many took whoever came. `rows`: column stage."""
    n = len(rows)
    stages = rows["stage"].value_counts()
    told = ngettext("{n} poll or discussion: {running} running, {finished} finished.",
                    "{n} polls and discussions: {running} running, {finished} finished.", n)  # fmt: skip
    text = told.format(
        n=f"**{number(n)}**", running=number(stages.get("running", 0)), finished=number(stages.get("finished", 0))
    )
    for code, words in (("ahead", _("Ahead: {n}.")), ("unknown", _("Without dates: {n}."))):
        if code in stages:
            text += " " + words.format(n=number(stages[code]))
    asked = rows["self_selected"].dropna()
    if len(asked):
        words = _("Self-selected, so not representative: {n} of {all} polls and votes.")
        text += " " + words.format(n=number(int(asked.astype(bool).sum())), all=number(len(asked)))
    return text


def section(rows: pd.DataFrame, districts: Mapping[str, str], agencies: Mapping[str, str]) -> None:
    """A sentence, choices of kind and stage, then the list; a click on a row opens it. `rows`: `polls` with column
    stage.
    """
    st.markdown(sentence(rows))
    kinds = {code: kind_name(code) for code in KINDS if code in set(rows["kind"])}
    stages = {code: _(words) for code, words in STAGES.items() if code in set(rows["stage"])}
    with st.container(horizontal=True, gap="medium"):
        kind = _narrowed("kind", _("Kind of poll"), kinds)
        ended = _narrowed("stage", _("Stage"), stages)
    shown = rows[rows["kind"].isin(kind or kinds) & rows["stage"].isin(ended or stages)].reset_index(drop=True)
    told = pd.DataFrame([_line(row, districts, agencies) for row in shown.to_dict("records")])
    if told.empty:
        st.info(_("No poll of this kind and stage. Take a choice away."), icon=":material/search_off:")
        return
    headers = _headers()
    event = st.dataframe(
        told.rename(columns=headers),
        key=f"polls_list_{'-'.join([*kind, *ended])}",
        column_config={
            headers[name]: st.column_config.TextColumn(headers[name], alignment="right") for name in ("votes", "people")
        },
        hide_index=True,
        on_select="rerun",
        selection_mode="single-cell",
        height="content" if len(told) < 14 else 500,
        alt=_("List of polls: {n}").format(n=number(len(told))),
    )
    st.caption(
        _("A click opens a poll. Votes are not voters: one person may cast several. A dash: not counted or under five.")
    )
    if event.selection.cells:
        link.write(poll=str(shown.iloc[event.selection.cells[0][0]]["id"]))
        st.rerun()


def _narrowed(param: str, label: str, titles: Mapping[str, str]) -> list[str]:
    """Codes chosen as pills, kept in the link; none chosen means all."""
    key = f"{param}_pills"
    st.session_state[key] = [code for code in link.read(param).split(",") if code in titles]
    st.pills(
        label,
        list(titles),
        key=key,
        selection_mode="multi",
        format_func=lambda code: titles[code],
        on_change=lambda: link.write(**{param: ",".join(st.session_state[key])}),
    )
    return list(st.session_state[key])


def _headers() -> dict[str, str]:
    return {"stage": _("Stage"), "title": _("Title"), "kind": _("Kind of poll"), "place": _("Territory"),
            "body": _("Authority"), "dates": _("Dates"), "votes": _("Votes"), "people": _("People"),
            "outcome": _("Outcome")}  # fmt: skip


def _line(row: Mapping[Hashable, Any], districts: Mapping[str, str], agencies: Mapping[str, str]) -> dict[str, Any]:
    people = row["participants"] if pd.notna(row["participants"]) else row["voters"]
    return {
        "stage": _(STAGES[row["stage"]]),
        "title": row["title"],
        "kind": kind_name(row["kind"]),
        "place": districts.get(row["district_id"], row["district_source"]) or _(EVERYWHERE),
        "body": agencies.get(row["agency_id"], row["agency_source"]) or "–",
        "dates": dates(row),
        "votes": number(row["votes"]) if pd.notna(row["votes"]) and row["votes"] else "–",
        "people": number(people) if pd.notna(people) else "–",
        "outcome": row["outcome"] if pd.notna(row["outcome"]) and row["outcome"] else "–",
    }


def dates(row: Mapping[Any, Any]) -> str:
    """«01.01.2026 – 22.01.2026»; a dash for what the source does not say."""
    begins, ends = (table_moment(row[name], "day") for name in ("starts_at", "ends_at"))
    return begins if begins == ends else f"{begins} – {ends}"
