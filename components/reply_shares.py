"""Suspected formal replies: by agency, against speed, by time; what reviewers say; the signals and their weights."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components import notes, quadrant
from components.charts import MUTED, draw
from components.notes import Noted
from components.numbers import day, number, percent
from components.share_bars import SMALLEST, bars
from components.words import N_, _, ngettext

SURE = 0.05  # of the agencies we name, one in twenty may be named by chance
LEAST, SHOWN, NAMED = 5, 14, 3
SIGNALS = {
    "empty": N_("nothing concrete: no date, document, place, number, deed, photo or name of who does it"),
    "repeated": N_("the same words, without facts of the case, for different topics or places"),
    "interim": N_("an interim reply, and no final one within the norm"),
    "sent_away": N_("told to write to somebody else, nothing was passed on"),
    "only_explained": N_("explained where most such cases are solved"),
    "low_rating": N_("rated 1 or 2"),
    "came_back": N_("came back within 30 days or asked for a repeat review"),
}
SHORT = {
    "empty": N_("nothing concrete"),
    "repeated": N_("repeated"),
    "interim": N_("interim only"),
    "sent_away": N_("sent away"),
    "only_explained": N_("only explained"),
    "low_rating": N_("rated low"),
    "came_back": N_("came back"),
}
KINDS = {
    "date": N_("a date"),
    "document": N_("a document"),
    "place": N_("a place"),
    "number": N_("a number"),
    "done": N_("a deed"),
    "unit": N_("who does it"),
    "photo": N_("a photo"),
}
Names = Mapping[str, str]


def standing_out(rows: pd.DataFrame) -> pd.DataFrame:
    """The agencies whose share lies above that of the others at the stated limit of false discoveries."""
    return rows[(rows["q"] <= SURE) & (rows["low"] > rows["reference"])]


def sentence(found: Mapping[str, Any], names: Names) -> str:
    """How many replies are suspected, of how many, and who stands out; silent about what chance explains."""
    if found["overall"].empty:
        return _("No reply has a text in this period: nothing can be said of them.")
    whole = found["overall"].iloc[0]
    words = _("**{share}** of {n} look formal (95% interval {low}–{high}).")
    n = int(whole["denominator"])
    replies = ngettext("{n} reply", "{n} replies", n).format(n=number(n))
    said = words.format(
        share=percent(whole["value"]), n=replies, low=percent(whole["low"]), high=percent(whole["high"])
    )
    out = standing_out(found["rows"])
    if out.empty:
        return said + " " + _("No agency stands out by more than chance explains.")
    named = [
        f"**{names.get(row['key'], row['key'])}** ({percent(row['value'], 0)})"
        for row in out.head(NAMED).to_dict("records")
    ]
    more = len(out) - len(named)
    rest = ngettext(" and {n} other", " and {n} others", more).format(n=number(more)) if more > 0 else ""
    return (
        said
        + " "
        + _("More often than the others, by more than chance explains: {names}.").format(names=", ".join(named) + rest)
    )


def precision_line(said: Mapping[str, Any]) -> str:
    """What reviewers found in the random sample: how often the suspicion is right."""
    if not said["marked"]:
        return _("Nobody has checked a sample yet, so nobody knows how often this suspicion is right: see “Check”.")
    words = ngettext(
        "Checked by people: of {marked} reply drawn at random {right} are formal indeed, {share} ({low}–{high}).",
        "Checked by people: of {marked} replies drawn at random {right} are formal indeed, {share} ({low}–{high}).",
        said["marked"],
    )
    line = words.format(
        marked=number(said["marked"]), right=number(said["right"]), share=percent(said["value"], 0),
        low=percent(said["low"], 0), high=percent(said["high"], 0),
    )  # fmt: skip
    if said["split"]:
        line += " " + _("On {n} of them reviewers disagree; those count as not right.").format(n=number(said["split"]))
    return line


def left_out_line(found: Mapping[str, Any]) -> str:
    """What could not be judged, and what was recognised as a notice."""
    n = found["left_out"]
    words = ngettext("{n} closed case has no text of a reply and is left out.",
                     "{n} closed cases have no text of a reply and are left out.", n)  # fmt: skip
    line = words.format(n=number(n))
    if notices := found["notices"]:
        told = ngettext("{n} reply is part of a mass notice about one event and is not suspected.",
                        "{n} replies are part of mass notices, each about one event, and are not suspected.",
                        notices)  # fmt: skip
        line += " " + told.format(n=number(notices))
    return line


def agencies_section(rows: pd.DataFrame, checked: pd.DataFrame, names: Names) -> None:
    """The share of each agency with its interval; hollow where the replies are few. `checked`: what reviewers say by
    agency (index).
    """
    named = rows[rows["key"].notna() & (rows["denominator"] >= LEAST)]
    said = checked.to_dict("index")
    told = named.assign(
        name=[names.get(key, key) for key in named["key"]], enough=named["denominator"] >= SMALLEST,
        out=named["key"].isin(standing_out(rows)["key"]),
        checked=[_checked(said.get(key)) for key in named["key"]],
    )  # fmt: skip
    headers = {"name": _("Agency"), "value": _("Look formal"), "low": _("At least (95%)"), "high": _("At most (95%)"),
               "numerator": _("Of them"), "denominator": _("Replies"),
               "checked": _("Confirmed by reviewers")}  # fmt: skip
    title = _("Replies that look formal, by agency")
    if told.empty:
        st.markdown(f"**{title}**")
        st.caption(_("No agency has five replies with a text here."))
        return
    first = told.iloc[0]
    alt_text = _("Highest: {name}, {share} of {n}").format(
        name=first["name"], share=percent(first["value"], 0), n=number(int(first["denominator"]))
    )
    draw(bars(told.head(SHOWN), headers), title, alt_text, told[list(headers)], headers, "formal_by_agency")
    hidden = len(told) - SHOWN
    caption = _("Ordered by the lower end of the interval; hollow: fewer than {least} replies.").format(
        least=number(SMALLEST)
    )
    if hidden > 0:
        caption += " " + ngettext("{n} more is in the table.", "{n} more are in the table.", hidden).format(
            n=number(hidden)
        )
    st.caption(caption)


def _checked(row: Mapping[Any, Any] | None) -> str:
    """«9 из 10, не меньше 60 %»; a dash where fewer than ten were marked."""
    if row is None or row["marked"] < SMALLEST:
        return "–"
    words = _("{right} of {n}, at least {low}")
    return words.format(right=number(row["right"]), n=number(row["marked"]), low=percent(row["low"], 0))


def quadrant_section(found: Mapping[str, Any], times: pd.DataFrame, days: float | None, names: Names) -> None:
    """Speed against emptiness: who is faster than the region and stands out by formal replies lights up.

    `times`: time to answer by agency; `days`: of the whole question.
    """
    rows = found["rows"]
    pairs = quadrant.paired(times, rows, names)
    if pairs.empty or days is None or pd.isna(days):
        return
    share = float(found["overall"].iloc[0]["value"])
    out = set(standing_out(rows)["key"])
    pairs = pairs.assign(is_lit=pairs["key"].isin(out) & (pairs["days"] <= days) & pairs["enough"])
    words = quadrant.Upward(
        _("Look formal"), _("look formal"), _("Replies"), _("Fast and empty"),
        _("{n} agencies by time to answer and formal replies"), _("fast and empty"),
    )  # fmt: skip
    quadrant.section(pairs, days, share, words, key="empty_quadrant")
    st.caption(_("▲ faster than the region as a whole, and formal more often than the others explain by chance."))


def trend_section(rows: pd.DataFrame, noted: Noted) -> None:
    """The share by month, or by week within three months, with its interval and the notes of the time; hollow where the
    period or the data cut a week or month off.
    """
    title = _("How the share moves")
    if rows["is_whole"].sum() < 2:
        st.markdown(f"**{title}**")
        st.caption(_("Fewer than two whole weeks or months: choose a longer period to see how the share moves."))
        return
    headers = {"start": _("From"), "value": _("Look formal"), "low": _("At least (95%)"), "high": _("At most (95%)"),
               "denominator": _("Replies"), "cut": _("Cut off"), "note": _("Note")}  # fmt: skip
    is_week = rows.iloc[0]["unit"] == "week"
    step = pd.DateOffset(weeks=1) if is_week else pd.DateOffset(months=1)
    starts = pd.to_datetime(rows["start"])
    ends = starts.min(), starts.max() + step - pd.Timedelta(days=1)
    marks = noted.within(*ends)
    cut = ["" if whole else _("yes") for whole in rows["is_whole"]]
    twin = rows.assign(start=[day(start) for start in starts], cut=cut, note=notes.by_bucket(marks, starts, step))
    chart = alt.layer(*_moves(rows, headers, is_week), *notes.layers(marks, *ends)).properties(height=220)
    draw(chart, title, trend_sentence(rows) + notes.sentence(marks), twin[list(headers)], headers, "formal_trend")
    words = _("By the day of filing; the latest still change while their cases are answered.")
    if not rows["is_whole"].all():
        words += " " + _("Hollow: a week or month that the period or the data cut off.")
    st.caption(words)


def trend_sentence(rows: pd.DataFrame) -> str:
    """The share in the first and in the last whole week or month: what is cut off is no measure of a change."""
    whole = rows[rows["is_whole"]]
    first, last = whole.iloc[0], whole.iloc[-1]
    words = (
        _("{first} in the week from {then}, {last} in the week from {now}.")
        if first["unit"] == "week"
        else _("{first} in the month from {then}, {last} in the month from {now}.")
    )
    return words.format(
        first=percent(first["value"]), then=day(first["start"]), last=percent(last["value"]), now=day(last["start"])
    )


def _moves(rows: pd.DataFrame, headers: Names, is_week: bool) -> list[Any]:
    """Band, line and points of the whole weeks or months, rings for the others."""
    form = "%d %b" if is_week else "%b %y"
    x = alt.X("start:T", title=None, axis=alt.Axis(format=form, grid=False, tickCount=8))
    top = alt.Scale(domain=[0, max(0.1, float(rows["high"].max()))])
    y = alt.Y("value:Q", title=None, scale=top, axis=alt.Axis(format=".0%", tickCount=4))
    tooltip = [
        alt.Tooltip("start:T", title=headers["start"], format="%d %b %Y"),
        alt.Tooltip("value:Q", title=headers["value"], format=".1%"),
        alt.Tooltip("denominator:Q", title=headers["denominator"], format=","),
    ]
    whole, cut = (alt.Chart(rows[rows["is_whole"] == known]) for known in (True, False))
    band = whole.mark_area(color=MUTED, opacity=0.25, line=False).encode(
        x=x, y=alt.Y("low:Q", scale=top), y2=alt.Y2("high:Q")
    )
    rings = cut.mark_point(filled=False, size=60, strokeWidth=2).encode(x=x, y=y, tooltip=tooltip)
    return [band, whole.mark_line(point=True).encode(x=x, y=y, tooltip=tooltip), rings]


def signals_section(found: Mapping[str, Any]) -> None:
    """What the score is made of, and how many replies have each signal: always in sight."""
    st.markdown(f"**{_('What makes a reply suspected')}**")
    n = int(found["overall"]["denominator"].sum())
    lines = []
    for code, words in SIGNALS.items():
        line = f"- +{number(found['weights'][code], 1)} · {_(words)}"
        has = found["signals"][code]
        lines.append(f"{line}: **{number(has)}** ({percent(has / n)})" if n else line)
    st.markdown("\n".join(lines))
    words = _("Suspected from {limit} on. A sign with evidence to look at, not a verdict on a person.")
    st.caption(words.format(limit=number(found["limit"], 1)))


def parts(row: Mapping[Any, Any], weights: Mapping[str, float]) -> str:
    """«0,7 = 0,4 нет конкретики + 0,3 повтор»."""
    given = [f"{number(weights[code], 1)} {_(words)}" for code, words in SHORT.items() if row[code]]
    return f"{number(row['score'], 1)} = {' + '.join(given)}" if given else number(row["score"], 1)


def kinds(content: Any) -> str:
    """«дата, место, действие»; what is concrete in a reply."""
    return ", ".join(_(KINDS[kind]) for kind in content if kind in KINDS) or _("nothing")
