"""Who took part by age and sex, beside the residents."""

from collections.abc import Hashable, Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from components.charts import MUTED, draw
from components.numbers import number, percent
from components.poll_answers import BLUE
from components.words import N_, _, ngettext

SEXES = {"f": N_("Women"), "m": N_("Men")}
NAMED = 3
AGE_LABEL = 150


def section(rows: pd.DataFrame) -> None:
    """The sentence, the bars and their table. `rows`: `queries.poll_composition`."""
    st.subheader(_("By age and sex"))
    if rows.empty:
        st.caption(
            _(
                "Not answerable here: it needs the age and sex of respondents and residents by age and sex, and is "
                "told of the whole poll only, to those who see the whole region."
            )
        )
        return
    if (rows["state"] == "hidden").all():
        st.info(_("Hidden: fewer than five people, or too few beside them."), icon=":material/visibility_off:")
        return
    st.markdown(sentence(rows))
    told = _told(rows)
    cells = told[told["age"].notna() & told["sex"].notna()]
    n = number(int(rows["denominator"].iloc[0]))
    headers = {"group": _("Group"), "numerator": _("People"), "part_told": _("Of those who took part"),
               "interval": _("95% interval"), "usual_told": _("Of these residents"), "residents": _("Residents"),
               "told": _("State")}  # fmt: skip
    title = _("Shares of those who took part and of the residents, n = {n}").format(n=n)
    alt_text = "; ".join(f"{row['group']}: {row['text']}" for row in cells.to_dict("records"))
    draw(bars(cells), title, alt_text, told[list(headers)], headers, "poll_groups")
    st.caption(_notes(rows))


def sentence(rows: pd.DataFrame) -> str:
    """Of whom more and of whom fewer took part than live there, by more than chance: sexes and ages, the furthest apart
    first.
    """
    sums = rows[rows["age"].isna() | rows["sex"].isna()]
    apart = sums.assign(gap=(sums["part"] - sums["part_residents"]).abs()).sort_values("gap", ascending=False)
    said = []
    for side, words in (
        (1, _("More of those who took part than of the residents: {groups}.")),
        (-1, _("Fewer of those who took part than of the residents: {groups}.")),
    ):
        found = apart[apart["side"] == side].head(NAMED).to_dict("records")
        if found:
            said.append(words.format(groups=", ".join(map(_beside, found))))
    return " ".join(said) or _("By age and by sex those who took part are made up as the residents are, within chance.")


def _beside(row: Mapping[Hashable, Any]) -> str:
    words = _("{name} ({part} against {residents})")
    name = group_name(row["age"], row["sex"])
    return words.format(name=name.lower(), part=percent(row["part"]), residents=percent(row["part_residents"]))


def group_name(age: str | None, sex: str | None) -> str:
    """«Женщины, 25–34», «Женщины», «25–34 года» without a sex."""
    years = None if pd.isna(age) else str(age).replace("-", "–")
    if pd.isna(sex):
        return _("aged {years}").format(years=years)
    who = _(SEXES[str(sex)])
    return who if years is None else f"{who}, {years}"


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    hidden = rows["state"] == "hidden"
    part = ["–" if pd.isna(share) else percent(share) for share in rows["part"]]
    usual = [percent(share) for share in rows["part_residents"]]
    count = [number(n) if pd.notna(n) else "" for n in rows["numerator"]]
    return rows.assign(
        group=[group_name(age, sex) for age, sex in zip(rows["age"], rows["sex"], strict=True)],
        part_told=part,
        usual_told=usual,
        interval=[
            "–" if pd.isna(low) else f"{percent(low, 0)} – {percent(high, 0)}"
            for low, high in zip(rows["low"], rows["high"], strict=True)
        ],
        told=[_("hidden: a small group") if off else "" for off in hidden],
        text=[
            _("{part}, n = {n}; residents {usual}").format(part=share, n=n, usual=beside)
            if n
            else _("hidden; residents {usual}").format(usual=beside)
            for share, n, beside in zip(part, count, usual, strict=True)
        ],
        shown=100 * rows["part"].astype(float),
        usual_shown=100 * rows["part_residents"].astype(float),
    )


def bars(told: pd.DataFrame) -> Any:
    """A bar for the share of those who took part, a tick for the share of the residents, words at the end. Columns
    group, shown, usual_shown, text.
    """
    ends = told[["shown", "usual_shown"]].max(axis=1)
    widest = max(float(ends.max()), 5.0) * 2.1
    unit = _("%, bar: took part, stroke: residents")
    rows = told[["group", "shown", "usual_shown", "text"]].assign(end=ends)
    y = alt.Y("group:N", sort=None, title=None, axis=alt.Axis(labelLimit=AGE_LABEL, ticks=False, domain=False))
    scale = alt.Scale(domain=[0, widest])
    x = alt.X("shown:Q", title=unit, scale=scale, axis=alt.Axis(tickCount=5, grid=False))
    tooltip = [alt.Tooltip("group:N", title=_("Group")), alt.Tooltip("text:N", title=_("Share"))]
    base = alt.Chart(rows)
    drawn = base.mark_bar(color=BLUE, opacity=0.75, height={"band": 0.6}).encode(y=y, x=x, tooltip=tooltip)
    ticks = base.mark_tick(color=MUTED, opacity=1, thickness=3, size=20).encode(
        y=y, x=alt.X("usual_shown:Q", title=unit), tooltip=tooltip
    )
    words = base.mark_text(align="left", dx=8, color=MUTED).encode(
        y=y, x=alt.X("end:Q", title=unit), text=alt.Text("text:N")
    )
    return alt.layer(drawn, ticks, words).properties(height=28 * len(rows) + 40)


def _notes(rows: pd.DataFrame) -> str:
    said = [_("Of the whole poll, whatever is filtered.")]
    hidden = int((rows["state"] == "hidden").sum())
    if hidden:
        words = ngettext("{n} group is hidden: small, or it would give a small one away.",
                         "{n} groups are hidden: small, or they would give small ones away.", hidden)  # fmt: skip
        said.append(words.format(n=number(hidden)))
    if left := int(rows["left_out"].iloc[0]):
        words = ngettext("{n} respondent of unknown age or sex is not used.",
                         "{n} respondents of unknown age or sex are not used.", left)  # fmt: skip
        said.append(words.format(n=number(left)))
    return " ".join(said)
