"""Written answers of a poll: groups that say the same, with examples, and the words that set them apart."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.charts import titled
from components.numbers import NARROW, number
from components.search_hits import plain
from components.tables import figures
from components.words import _, ngettext

LONGEST = 220  # characters of an example


def named(found: Mapping[str, Any]) -> dict[str, Any]:
    """What `queries.poll.results_of` found, with words for the answers that are in no group."""
    told = dict(found)
    for name in ("options", "districts", "weighted"):
        if "option" in found[name]:
            rows = found[name]
            told[name] = rows.assign(option=rows["option"].astype(object).where(rows["option"] != "", _("in no group")))
    return told


def groups_of(row: Mapping[Hashable, Any], options: pd.DataFrame) -> pd.DataFrame:
    """The groups of a written question, without the answers that are in none."""
    return options[options["option_id"] != f"{row['id']}|"]


def sentence(row: Mapping[Hashable, Any], options: pd.DataFrame) -> str:
    """How many wrote, and of what most of them."""
    n = int(row["voters"])
    said = ngettext("{n} written answer.", "{n} written answers.", n).format(n=f"**{number(n)}**")
    groups = groups_of(row, options)
    groups = groups[groups["votes"].notna()].sort_values("votes", ascending=False, kind="stable")
    if groups.empty:
        return f"{said} {_('No five of them say the same in the same words.')}"
    first = groups.iloc[:2].to_dict("records")
    most = ", ".join(f"**{plain(each['option'])}** ({number(each['percent'])}{NARROW}%)" for each in first)
    words = ngettext("Most often, of {k} group: {most}.", "Most often, of {k} groups: {most}.", len(groups))
    return f"{said} {words.format(k=number(len(groups)), most=most)}"


def section(row: Mapping[Hashable, Any], options: pd.DataFrame, texts: Mapping[str, Any], key: str) -> None:
    """Examples of each group and the words. `texts`: for those who read texts, examples and terms of the poll."""
    _examples(groups_of(row, options), texts.get("examples"), int(row["voters"]))
    if (terms := texts.get("terms")) is not None:
        _terms(terms[terms["question_id"] == row["id"]], key)


def _examples(groups: pd.DataFrame, examples: pd.DataFrame | None, n: int) -> None:
    st.caption(
        _(
            "A group is answers that share words with the one in its middle; fewer than five make none. Its name is "
            "the words most of them hold."
        )
    )
    if examples is None:
        st.caption(_("Your role sees groups and their sizes, neither the answers themselves nor their words."))
        return
    lines = []
    for group in groups[groups["votes"].notna()].to_dict("records"):
        own = examples.loc[examples["option_id"] == group["option_id"], "text"]
        if len(own):
            told = "; ".join(_("“{words}”").format(words=_short(text)) for text in own)
            base = _("{n} of {all}").format(n=number(int(group["votes"])), all=number(n))
            lines.append(f"- **{plain(group['option'])}**, {base}: {told}")
    if lines:
        st.markdown(f"**{_('Examples, masked')}**\n\n" + "\n".join(lines))


def _short(text: str) -> str:
    cut = text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()}…"
    return plain(" ".join(cut.split()))


def _terms(terms: pd.DataFrame, key: str) -> None:
    title = _("Words that set these answers apart")
    if terms.empty:
        st.markdown(f"**{title}**")
        st.caption(
            _(
                "Nothing stands out: at least five answers, more than chance explains and twenty texts to compare "
                "with are asked for."
            )
        )
        return
    shown = pd.DataFrame({"word": terms["word"], "n": terms["n"], "rest": terms["rest"], "z": terms["z"].round(1)})
    headers = {"word": _("Word"), "n": _("Answers with it"), "rest": _("Texts there"), "z": _("How sure (z)")}
    titled(title, shown, headers, f"{key}_terms")
    figures(shown, headers, key=f"{key}_terms_shown", alt=title, height=320)
    first = terms.iloc[0]
    there = {
        "questions": _("{n} answers to the other written questions"),
        "messages": _("{n} messages of residents"),
    }[first["against"]].format(n=number(int(first["rest_of"])))
    words = _("Of all {n} answers, whatever is filtered, against {there}; log-odds, as on the page of answers.")
    st.caption(words.format(n=number(int(first["of"])), there=there))
