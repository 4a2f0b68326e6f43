"""One poll's answers: the right picture for each type of question, n and base on every bar."""

import re
from collections.abc import Hashable, Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from analysis.votes import gaps, scale_mean
from components import poll_statements, poll_written
from components.charts import MUTED, draw
from components.numbers import NARROW, number, percent
from components.tables import figures
from components.words import N_, _, ngettext

BLUE = "#1f5fa8"
MARK = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)")
FEW = 10  # respondents: fewer are no picture of anybody
BASES = {
    "single": N_("One answer each: shares of respondents, they sum to 100%."),
    "multiple": N_("Several answers each: shares of respondents. They sum to {total}, which is above 100% by design."),
    "below": N_("Several answers each: shares of respondents. They sum to {total}."),
    "text": N_("Each answer is in one group or in none: shares of those who wrote, they sum to 100%."),
    "ranked": N_("Votes, not voters: nobody counted the people, so there is no share of respondents."),
}


def section(title: str, found: Mapping[str, Any]) -> None:
    """A picture for each question, or the statements of a consultation. `found`: `queries.poll.results_of`. A single
    question with the `title` of the poll is not titled twice.
    """
    questions, options, statements = found["questions"], found["options"], found["statements"]
    poll_statements.section(statements, found.get("statement_votes"))
    if questions.empty and statements.empty:
        st.info(_("The source brings no answers to this one."), icon=":material/inbox:")
    for place, row in enumerate(questions.to_dict("records")):
        if len(questions) > 1 or row["title"] != title:
            st.subheader(str(row["title"]))
        part = options[options["question_id"] == row["id"]]
        _question(row, part.reset_index(drop=True), found, f"question_{place}")
    if len(questions) and not (questions["kind"] == "text").any():
        st.caption(_("Written answers: not answerable, the source brings counts only."))


def _question(row: Mapping[Hashable, Any], options: pd.DataFrame, found: Mapping[str, Any], key: str) -> None:
    if row["state"] == "hidden":
        st.info(_("Hidden: fewer than five people, or too few beside them."), icon=":material/visibility_off:")
        return
    written = row["kind"] == "text"
    st.markdown(poll_written.sentence(row, options) if written else answer_sentence(row, options))
    if row["kind"] == "ranked" or pd.isna(row["voters"]):
        _ranked(options, key, str(row["title"]))
    else:
        marks = [scale_mark(option) for option in options["option"]] if row["kind"] == "scale" else []
        _shares(row, options, marks, key)
    hidden = int((options["state"] == "hidden").sum())
    if hidden:
        words = ngettext("{n} option is hidden: a small group.", "{n} options are hidden: small groups.", hidden)
        st.caption(words.format(n=number(hidden)))
    if written:
        poll_written.section(row, options, found, key)


def answer_sentence(row: Mapping[Hashable, Any], options: pd.DataFrame) -> str:
    """Who leads, and whether by more than chance; n first."""
    shown = options[options["votes"].notna()].reset_index(drop=True)
    people = row["voters"]
    if pd.notna(people):
        said = ngettext("{n} respondent.", "{n} respondents.", int(people)).format(n=f"**{number(int(people))}**")
    else:
        votes = int(row["votes"])
        said = ngettext("{n} vote; how many people cast them nobody counted.",
                        "{n} votes; how many people cast them nobody counted.", votes).format(
            n=f"**{number(votes)}**")  # fmt: skip
    if len(shown) < 2 or not shown["votes"].sum():
        return said
    order = shown.assign(**gaps(shown["votes"].astype(int).tolist())).sort_values("votes", ascending=False)
    first, second = order.iloc[0], order.iloc[1]
    if pd.notna(people) and people < FEW:
        return f"{said} {_('Too few to say who leads.')}"
    if not first["clear"]:
        words = _("**{first}** and **{second}** cannot be told apart: {a} and {b} votes.")
        return f"{said} " + words.format(
            first=first["option"], second=second["option"], a=number(first["votes"]), b=number(second["votes"])
        )
    lead = f"{number(first['percent'])}{NARROW}%" if pd.notna(first["percent"]) else number(first["votes"])
    return f"{said} " + _("Most chose **{option}**: {share}.").format(option=first["option"], share=lead)


def scale_mark(option: str) -> float | None:
    """The number a mark of a scale begins with: «4 – хорошо» is 4; None where there is none."""
    found = MARK.match(str(option))
    return float(found[1].replace(",", ".")) if found else None


def _shares(row: Mapping[Hashable, Any], options: pd.DataFrame, marks: list[float | None], key: str) -> None:
    """Bars of shares with their intervals; a scale says its mean."""
    shown = options[options["percent"].notna()]
    base = number(int(row["voters"]))
    told = shown.assign(
        votes=shown["votes"].astype(float),
        low=100 * shown["low"].astype(float),
        high=100 * shown["high"].astype(float),
        text=[_("{percent}% · {n} of {base}").format(percent=number(p), n=number(v), base=base)
              for p, v in zip(shown["percent"], shown["votes"], strict=True)],
        interval=[f"{percent(low, 0)} – {percent(high, 0)}" for low, high in
                  zip(shown["low"], shown["high"], strict=True)],
    )  # fmt: skip
    headers = {"option": _("Answer"), "votes": _("Votes"), "percent": _("of respondents, %"),
               "interval": _("95% interval")}  # fmt: skip
    sentence = "; ".join(f"{each['option']}: {each['text']}" for each in told.to_dict("records"))
    title = _("Shares of respondents, n = {n}").format(n=base)
    draw(share_bars(told), title, sentence, told[list(headers)], headers, key)
    total = float(shown["percent"].sum())
    several = "multiple" if total > 100 else "below"
    words = _(BASES[{"multiple": several, "text": "text"}.get(row["kind"], "single")])
    said = [words.format(total=f"{number(total)}{NARROW}%")]
    silent = int(row["voters"]) - int(shown["votes"].sum())
    if row["kind"] != "multiple" and silent > 0 and len(shown) == len(options):
        said.append(_("Gave no answer: {n}, they belong to the 100%.").format(n=number(silent)))
    st.caption(" ".join(said))
    if row["kind"] == "scale":
        _mean(options, marks)


def _mean(options: pd.DataFrame, marks: list[float | None]) -> None:
    if any(mark is None for mark in marks) or options["votes"].isna().any():
        st.caption(_("No mean: the marks of this scale are words, or some counts are hidden."))
        return
    mean, low, high = scale_mean([float(mark or 0) for mark in marks], options["votes"].astype(int).tolist())
    words = _("Mean: **{mean}** ({low} – {high}), n = {n}.")
    st.markdown(
        words.format(
            mean=number(mean, 2), low=number(low, 2), high=number(high, 2), n=number(int(options["votes"].sum()))
        )
    )


def share_bars(told: pd.DataFrame) -> Any:
    """A bar for each option in the order of the question, a rule for its interval, words at its end. Columns option,
    percent, low, high, text.
    """
    widest = max(float(told["high"].max()), 20.0) * 1.7 if len(told) else 100.0
    y = alt.Y("option:N", sort=None, title=None, axis=alt.Axis(labelLimit=260, ticks=False, domain=False))
    scale = alt.Scale(domain=[0, widest])
    x = alt.X("percent:Q", title=_("of respondents, %"), scale=scale, axis=alt.Axis(tickCount=5, grid=False))
    tooltip = [alt.Tooltip("option:N", title=_("Answer")), alt.Tooltip("text:N", title=_("Share")),
               alt.Tooltip("interval:N", title=_("95% interval"))]  # fmt: skip
    base = alt.Chart(told)
    bars = base.mark_bar(color=BLUE, opacity=0.75, height={"band": 0.6}).encode(y=y, x=x, tooltip=tooltip)
    rules = base.mark_rule(color=MUTED, strokeWidth=2).encode(
        y=y, x=alt.X("low:Q", title=_("of respondents, %")), x2=alt.X2("high:Q")
    )
    words = base.mark_text(align="left", dx=8, color=MUTED).encode(
        y=y, x=alt.X("high:Q", title=_("of respondents, %")), text=alt.Text("text:N")
    )
    return alt.layer(bars, rules, words).properties(height=34 * len(told) + 40)


def _ranked(options: pd.DataFrame, key: str, title: str) -> None:
    """Votes, places and how far each lies ahead of the next."""
    shown = options[options["votes"].notna()].reset_index(drop=True)
    total = int(shown["votes"].sum())
    order = shown.assign(**gaps(shown["votes"].astype(int).tolist())).sort_values(["rank"], ignore_index=True)
    told = order.assign(
        votes=order["votes"].astype(float),
        text=[_("{n} of {base} votes").format(n=number(votes), base=number(total)) for votes in order["votes"]],
        ahead=[_gap(row) for row in order.to_dict("records")],
    )
    headers = {"rank": _("Place"), "option": _("Answer"), "votes": _("Votes"), "votes_percent": _("of votes, %"),
               "ahead": _("Ahead of the next, votes (95%)")}  # fmt: skip
    sentence = "; ".join(f"{row['rank']}. {row['option']}: {row['text']}" for row in told.to_dict("records"))
    y = alt.Y("option:N", sort=None, title=None, axis=alt.Axis(labelLimit=260, ticks=False, domain=False))
    x = alt.X("votes:Q", title=_("Votes"), axis=alt.Axis(tickCount=5, format=",.0f", grid=False),
              scale=alt.Scale(domain=[0, float(told["votes"].max()) * 1.45]))  # fmt: skip
    base = alt.Chart(told)
    bars = base.mark_bar(color=BLUE, opacity=0.75, height={"band": 0.6}).encode(
        y=y, x=x, tooltip=[alt.Tooltip("option:N", title=_("Answer")), alt.Tooltip("text:N", title=_("Votes")),
                           alt.Tooltip("ahead:N", title=_("Ahead of the next, votes (95%)"))]
    )  # fmt: skip
    words = base.mark_text(align="left", dx=8, color=MUTED).encode(y=y, x=x, text=alt.Text("text:N"))
    chart = alt.layer(bars, words).properties(height=34 * len(told) + 40)
    draw(chart, _("Votes, n = {n}").format(n=number(total)), sentence, told[list(headers)], headers, key)
    figures(told, headers, key=f"{key}_places", alt=title)
    st.caption(_(BASES["ranked"]) + " " + _("The gap is counted as if each vote came from another person."))


def _gap(row: Mapping[Hashable, Any]) -> str:
    if pd.isna(row["gap"]):
        return "–"
    low, high = number(max(row["low"], 0)), number(row["high"])
    text = f"+{number(row['gap'])} ({low} – {high})"
    return text if row["clear"] else f"{text}, {_('within chance')}"
