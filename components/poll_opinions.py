"""Groups of opinion: where people stand, what tells the groups apart, what they share, and files to take away."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from analysis.opinion_groups import SHOWN, representative
from components.charts import draw, titled
from components.export import XLSX_TYPE, xlsx_bytes
from components.numbers import number, percent
from components.words import N_, _, ngettext

MARKS = ("circle", "diamond", "square", "triangle-up", "cross")
HUES = ("#1f5fa8", "#8a3b74", "#2a9187", "#748428", "#c77700")
SIDES = {"agree": N_("agree"), "disagree": N_("disagree")}


def group_name(place: int) -> str:
    """«Группа А»."""
    return _("Group {letter}").format(letter=_("ABCDE")[int(place)])


def section(found: Mapping[str, Any]) -> None:
    """The picture, the groups with their statements, common ground, export. `found`: `queries.opinions.opinions`,
    empty where it refused.
    """
    if not found:
        st.info(_("Too few people voted on enough statements: no groups of opinion."), icon=":material/groups:")
        return
    st.markdown(sentence(found))
    _picture(found)
    rows = found["statements"]
    telling = representative(rows)
    sizes = dict(zip(found["groups"]["group"], found["groups"]["people"], strict=True))
    for column, (group, people) in zip(st.columns(max(len(sizes), 1)), sizes.items(), strict=True):
        with column:
            st.markdown(f"**{group_name(group)}**, n = {number(people)}")
            for line in telling[telling["group"] == group].to_dict("records"):
                st.markdown(f"- {statement_line(line)}")
    _common(found["common"])
    _export(rows)
    st.caption(_("Groups after Polis: people with seven votes or more, two principal components, k-means."))
    st.caption(_("A group is no party: it is a way of answering these statements."))


def sentence(found: Mapping[str, Any]) -> str:
    """How many groups, how many people could be placed, how clearly the groups part."""
    n = len(found["groups"])
    placed = _("{placed} of {voters} people voted on enough statements.").format(
        placed=number(found["placed"]), voters=number(found["voters"])
    )
    if n < 2:
        return f"{_('No groups: people do not part into camps.')} {placed}"
    sizes = ", ".join(
        f"{group_name(row['group'])}: {number(row['people'])}" for row in found["groups"].to_dict("records")
    )
    words = ngettext("**{n}** group of opinion ({sizes}; silhouette {s}).",
                     "**{n}** groups of opinion ({sizes}; silhouette {s}).", n)  # fmt: skip
    return words.format(n=number(n), sizes=sizes, s=number(found["silhouette"], 2)) + " " + placed


def _picture(found: Mapping[str, Any]) -> None:
    people = found["people"].assign(name=[group_name(group) for group in found["people"]["group"]])
    names = [group_name(group) for group in found["groups"]["group"]]
    axis = alt.Axis(labels=False, ticks=False, grid=False)
    chart = alt.Chart(people).mark_point(size=60, filled=True, opacity=0.65).encode(
        x=alt.X("x:Q", title=_("first direction of disagreement"), axis=axis),
        y=alt.Y("y:Q", title=_("second direction"), axis=axis),
        shape=alt.Shape("name:N", title=None, scale=alt.Scale(domain=names, range=list(MARKS[: len(names)]))),
        color=alt.Color("name:N", title=None, legend=alt.Legend(orient="top"),
                        scale=alt.Scale(domain=names, range=list(HUES[: len(names)]))),
        tooltip=[alt.Tooltip("name:N", title=_("Group"))],
    ).properties(height=320)  # fmt: skip
    headers = {"name": _("Group"), "x": _("first direction of disagreement"), "y": _("second direction")}
    title = _("People by how they voted: near means alike")
    draw(chart, title, sentence(found).replace("**", ""), people[list(headers)], headers, "opinion_map")


def statement_line(row: Mapping[Any, Any]) -> str:
    """«Частных перевозчиков пора убрать»: за: 7 из 9, среди остальных 20 %."""
    count = row["agrees"] if row["side"] == "agree" else row["disagrees"]
    words = _("“{text}”: {side}: {n} of {voted}; among the others {others}")
    return words.format(
        text=row["text"], side=_(SIDES[row["side"]]), n=number(count), voted=number(row["voted"]),
        others=percent(row["others"], 0),
    )  # fmt: skip


def _common(rows: pd.DataFrame) -> None:
    st.markdown(f"**{_('What every group shares')}**")
    if rows.empty:
        st.caption(_("No statement has a clear majority in every group."))
    for row in rows.head(SHOWN).to_dict("records"):
        words = _("“{text}”: {side}, at least {share} in each group")
        st.markdown(
            "- " + words.format(text=row["text"], side=_(SIDES[str(row["side"])]), share=percent(row["share"], 0))
        )


def _export(rows: pd.DataFrame) -> None:
    told = rows.assign(
        name=[group_name(group) for group in rows["group"]],
        told=rows["side"].map({code: _(words) for code, words in SIDES.items()}).mask(
            rows["state"] == "hidden", _("hidden: a small group")
        ),
        percent=(100 * rows["share"]).round(1), beside=(100 * rows["others"]).round(1), strength=rows["z"].round(2),
        marks=rows["represents"].map({True: _("yes"), False: _("no")}),
    )  # fmt: skip
    headers = {"name": _("Group"), "number": _("Number"), "text": _("Statement"), "agrees": _("Agree"),
               "disagrees": _("Disagree"), "passes": _("Passed"), "voted": _("Voted"), "told": _("Side"),
               "percent": _("Share, %"), "beside": _("Others, %"), "strength": _("z of the difference"),
               "marks": _("Tells the group apart")}  # fmt: skip
    titled(_("All statements by group"), told[list(headers)], headers, "opinion_groups")
    st.download_button(
        _("Download XLSX"),
        data=xlsx_bytes(told[list(headers)], headers, _("Opinion groups")),
        file_name="opinion_groups.xlsx",
        mime=XLSX_TYPE,
        key="opinion_groups_xlsx",
        on_click="ignore",
        icon=":material/download:",
    )
