"""The poll's answer beside the complaints about a topic, by municipality, and where the two disagree."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from analysis.agreement import LEAST_PLACES
from components import link
from components.both_counts import tooltips
from components.charts import MUTED, draw
from components.identity import person
from components.numbers import moment, number, percent
from components.tables import figures
from components.words import _, ngettext
from queries import cached, poll_topics
from queries.filters import UNMAPPED
from queries.scope import Scope

NAMED = 5


def answer_titles(options: pd.DataFrame) -> dict[str, str]:
    """What each option is called, by its id: «Да», and «Вопрос: Да» where the poll has several questions."""
    rows = options.drop_duplicates("option_id")
    titles = rows["option"].astype(str)
    if rows["question_id"].nunique() > 1:
        titles = rows["question"].astype(str) + ": " + titles
    again = titles.groupby(titles).cumcount()  # one name for two would choose the first
    titles = titles.where(again == 0, titles + " (" + (again + 1).astype(str) + ")")
    return dict(zip(rows["option_id"].astype(str), titles, strict=True))


def choose(answers: Mapping[str, str], topics: Mapping[str, str], poll: str, scope: Scope) -> tuple[str, str]:
    """An option of the poll (its id; `answers`: `answer_titles`) and a topic of the complaints, kept in the link, the
    topic on the desk too; it is "" until one is chosen.
    """
    kept = poll_topics.kept(poll)
    topics = {code: title for code, title in topics.items() if code != UNMAPPED}
    left, right = st.columns(2)
    with left:
        answer = _select("option", _("Answer"), answers, next(iter(answers), ""))
    with right:
        keep = partial(poll_topics.keep, scope, poll) if poll_topics.may_keep(scope) else None
        topic = _select("topic", _("Topic of the complaints"), topics, kept.topic if kept else "", keep)
    if not topic:
        st.info(_("Choose the topic that the poll asks about: nobody guesses it."), icon=":material/topic:")
    elif kept and topic == kept.topic:
        words = _("{who} chose this topic for the poll on {day}.")
        st.caption(words.format(who=person(kept.who), day=moment(kept.at, "day", cached.clock().zone)))
    return answer, topic


def _select(
    param: str, label: str, titles: Mapping[str, str], default: str, keep: Callable[[str], None] | None = None
) -> str:
    key, wanted = f"poll_{param}", link.read(param, default)
    st.session_state[key] = wanted if wanted in titles else default if default in titles else None
    st.selectbox(
        label,
        list(titles),
        key=key,
        format_func=lambda value: titles[value],
        placeholder=_("Choose a topic"),
        on_change=lambda: _chosen(param, str(st.session_state[key] or ""), keep),
    )
    return str(st.session_state[key] or "")


def _chosen(param: str, value: str, keep: Callable[[str], None] | None) -> None:
    link.write(**{param: value})
    if keep and value:
        keep(value)


def section(found: Mapping[str, Any], answer: str, names: Mapping[str, str]) -> None:
    """A sentence, the picture, the table. `found`: `queries.poll_beside.beside`, empty where it refused."""
    if not found:
        st.info(_("Nothing to compare: the counts are hidden or not by municipality."), icon=":material/help:")
        return
    rows = found["rows"].assign(name=found["rows"]["district_id"].map(names).fillna(found["rows"]["district_id"]))
    st.markdown(together(found))
    st.markdown(apart(rows, found))
    told = pd.DataFrame(
        {
            "name": rows["name"],
            "share": [percent(value) if pd.notna(value) else _("hidden: a small group") for value in rows["share"]],
            "n": rows["voters"],
            "rate": [number(value, 1) for value in rows["rate"]],
            "cases": rows["cases"],
            "events": rows["events"],
            "satisfaction": [_rated(row) for row in rows.to_dict("records")],
            "told": rows["disagree"].map({True: _("≠ disagree"), False: ""}),
        }
    )
    headers = {"name": _("Municipality"), "share": _("Answer “{answer}”").format(answer=answer), "n": _("Respondents"),
               "rate": _("Cases per 10,000 residents"), "cases": _("Cases"), "events": _("Events"),
               "satisfaction": _("Satisfaction"), "told": _("Beside each other")}  # fmt: skip
    sentence = " ".join((together(found), apart(rows, found))).replace("**", "")
    shown = rows.dropna(subset=["share", "rate"])
    title = _("The answer and the complaints, by municipality")
    draw(picture(shown, found, answer), title, sentence, told, headers, "poll_beside")
    figures(told, headers, key="poll_beside_shown", alt=title)
    st.caption(_("Disagree: one lies above the whole and the other below it, both by more than chance."))


def _rated(row: Mapping[Any, Any]) -> str:
    if pd.isna(row["satisfaction"]) or not row["rated"]:
        return "–"
    if row["rated"] < LEAST_PLACES:
        return _("too few to judge")
    return f"{percent(row['satisfaction'], 0)} (n = {number(row['rated'])})"


def together(found: Mapping[str, Any]) -> str:
    """Spearman's correlation in words; silent about direction where chance explains it."""
    n = int(found["n"])
    if pd.isna(found["spearman"]):
        words = ngettext("{n} municipality has both: too few for a correlation.",
                         "{n} municipalities have both: too few for a correlation.", n)  # fmt: skip
        return words.format(n=number(n))
    told = f"{number(found['spearman'], 2)} ({number(found['low'], 2)} – {number(found['high'], 2)})"
    if found["low"] > 0:
        words = _("Where more people complain, the answer is chosen more often: Spearman {r}, {n} municipalities.")
    elif found["high"] < 0:
        words = _("Where more people complain, the answer is chosen less often: Spearman {r}, {n} municipalities.")
    else:
        words = _("No connection beyond chance: Spearman {r}, {n} municipalities.")
    return words.format(r=f"**{told}**", n=number(n))


def apart(rows: pd.DataFrame, found: Mapping[str, Any]) -> str:
    """Where answer and complaints point in opposite directions, with the numbers."""
    parted = rows[rows["disagree"]]
    if pd.isna(found["usual_share"]):
        return _("Fewer than two municipalities have both: there is nothing to compare them with.")
    if parted.empty:
        return _("In no municipality do the two disagree by more than chance.")
    each = "; ".join(
        _("{name}: {share} of answers, {rate} complaints per 10,000").format(
            name=row["name"], share=percent(row["share"], 0), rate=number(row["rate"], 1)
        )
        for row in parted.head(NAMED).to_dict("records")
    )
    more = len(parted) - NAMED
    each += ngettext(" and {n} other", " and {n} others", more).format(n=number(more)) if more > 0 else ""
    words = ngettext("They disagree in **{n}** municipality (the whole: {share}, {rate} per 10,000): {each}.",
                     "They disagree in **{n}** municipalities (the whole: {share}, {rate} per 10,000): {each}.",
                     len(parted))  # fmt: skip
    return words.format(
        n=number(len(parted)), each=each, share=percent(found["usual_share"], 0), rate=number(found["usual_rate"], 1)
    )


def picture(rows: pd.DataFrame, found: Mapping[str, Any], answer: str) -> Any:
    """A mark for each municipality; crosses where the two disagree; lines for the whole."""
    shown = rows.assign(
        percent=100 * rows["share"], part=rows["disagree"].map({True: _("apart"), False: _("as usual")})
    )
    x = alt.X("rate:Q", title=_("Cases per 10,000 residents"), axis=alt.Axis(tickCount=6))
    y = alt.Y(
        "percent:Q", title=_("Answer “{answer}”, %").format(answer=answer), axis=alt.Axis(tickCount=5, titleLimit=280)
    )
    shape = alt.Shape(
        "part:N", title=None, scale=alt.Scale(domain=[_("as usual"), _("apart")], range=["circle", "cross"])
    )
    tooltip = [alt.Tooltip("name:N", title=_("Municipality")), alt.Tooltip("percent:Q", title="%", format=".1f"),
               alt.Tooltip("rate:Q", title=_("Cases per 10,000 residents"), format=".1f"), *tooltips()]  # fmt: skip
    marks = alt.Chart(shown).mark_point(size=110, filled=True, opacity=0.8).encode(
        x=x, y=y, shape=shape, color=alt.Color("part:N", title=None, legend=alt.Legend(orient="top"),
        scale=alt.Scale(domain=[_("as usual"), _("apart")], range=["#1f5fa8", "#8a3b74"])), tooltip=tooltip,
    )  # fmt: skip
    whole = pd.DataFrame({"percent": [100 * found["usual_share"]], "rate": [found["usual_rate"]]})
    across = alt.Chart(whole).mark_rule(color=MUTED, strokeDash=[4, 4]).encode(y=y)
    up = alt.Chart(whole).mark_rule(color=MUTED, strokeDash=[4, 4]).encode(x=x)
    return alt.layer(across, up, marks).properties(height=300)
