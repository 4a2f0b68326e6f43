"""Names in files that nobody knows yet: how much bears them, what they may mean, and a click that says so."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from analysis.masking import holds_mask
from components.import_report import escaped
from components.import_words import UNMAPPED
from components.numbers import cases, number
from components.words import N_, _, ngettext
from intake.by_hand import StoreBusy, Suggestion, give_alias, suggestions
from queries import cached
from queries.ignored_names import ask_again, ignore, is_ignored

SHOWN, IGNORED_SHOWN = 15, 100
HIDES = N_(
    "Personal data in this name was hidden on import: different ones may now look the same, so no meaning can be given"
    " to it. Put each whole name into the region's list (column “Варианты названия”) and load the file again."
)
_SAID, _BUSY = "alias_said", "alias_busy"


def names_panel(unmapped: Mapping[str, pd.DataFrame], options: Mapping[str, Mapping[str, str]], who: str) -> None:
    """`unmapped`: kind → columns name, region, cases, rows; `options`: kind → id → name of everything that can be
    chosen; `who` is named where a name is ignored.
    """
    if said := st.session_state.pop(_SAID, None):
        st.success(said, icon=":material/check:")
    if busy := st.session_state.pop(_BUSY, None):
        st.warning(busy, icon=":material/hourglass_top:")
    if all(frame.empty for frame in unmapped.values()):
        st.info(_("Every municipality, agency and topic in the loaded files is known."), icon=":material/check_circle:")
        return
    counts = {kind: len(frame) for kind, frame in unmapped.items()}
    kind = st.segmented_control(
        _("Kind of names"),
        [kind for kind in UNMAPPED if counts[kind]],
        format_func=lambda kind: f"{_(UNMAPPED[kind])} · {number(counts[kind])}",
        default=next(kind for kind in UNMAPPED if counts[kind]),
        required=True,
        key="alias_kind",
        label_visibility="collapsed",
    )
    if kind:
        _names(kind, unmapped[kind], options[kind], who)


def _names(kind: str, frame: pd.DataFrame, options: Mapping[str, str], who: str) -> None:
    """The names to be asked for, the most frequent first; below them those that are ignored."""
    ignored = is_ignored(kind, frame)
    asked, silent = frame[~ignored], frame[ignored]
    words = _("{bearing} bear a name nobody knows yet. Say what it means; they get it at once.")
    st.markdown(words.format(bearing=_bearing(frame)))
    if asked.empty:
        st.info(_("All of these names are ignored."), icon=":material/visibility_off:")
    top = asked.head(SHOWN)
    found = suggestions(kind, list(zip(top["name"], top["region"], strict=True)))
    for row, guesses in zip(top.to_dict("records"), found, strict=True):
        _name(kind, row, guesses, options, who)
    if len(asked) > SHOWN:
        st.caption(_("and {n} more names with fewer cases").format(n=number(len(asked) - SHOWN)))
    if len(silent):
        _ignored(kind, silent)


def _bearing(frame: pd.DataFrame) -> str:
    """How much bears these names: «5 обращений, 3 строки реестров»."""
    of_cases, of_rows = int(frame["cases"].sum()), int(frame["rows"].sum())
    rows = ngettext("{n} row of registers", "{n} rows of registers", of_rows).format(n=number(of_rows))
    return ", ".join(part for part, n in ((cases(of_cases), of_cases), (rows, of_rows)) if n)


def _ignored(kind: str, frame: pd.DataFrame) -> None:
    """Names nobody wants to be asked about: they stay counted, and can be asked for again."""
    with st.expander(_("Ignored names") + f" · {number(len(frame))}", key="alias_ignored"):
        st.caption(_("Nobody is asked about them any more. What bears them stays counted as not known."))
        for row in frame.head(IGNORED_SHOWN).to_dict("records"):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{escaped(row['name'])} · {_bearing(pd.DataFrame([row]))}")
                again = partial(ask_again, kind, row["region"], row["name"])
                st.button(_("Ask again"), key=f"alias_again_{_key(kind, row)}", on_click=again)


def _key(kind: str, row: Mapping[Any, Any]) -> str:
    return f"{kind}_{row['region']}_{row['name']}"


def _name(kind: str, row: Mapping[Any, Any], guesses: list[Suggestion], options: Mapping[str, str], who: str) -> None:
    """The name, a button for each suggestion, the whole list for what nobody guessed, and a way not to be asked; of a
    name with something hidden why it can mean nothing.
    """
    key, name, region = _key(kind, row), row["name"], row["region"]
    hides = kind != "topic" and holds_mask(name)
    with st.container(border=True, gap="small"):
        st.markdown(f"**{escaped(name)}** · {_bearing(pd.DataFrame([row]))}")
        if hides:
            st.caption(_(HIDES))
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            for guess in () if hides else guesses:
                shown = options.get(guess.id, guess.name)
                st.button(
                    f"{escaped(shown)} · {number(guess.score)}",
                    key=f"alias_{key}_{guess.id}",
                    on_click=partial(_choose, kind, region, name, guess.id, shown),
                    help=_("alike by {n} of 100").format(n=number(guess.score)),
                )
            if not hides:
                _another(kind, row, options)
            st.button(
                _("Ignore"),
                key=f"alias_ignore_{key}",
                on_click=partial(ignore, kind, region, name, who),
                type="tertiary",
                help=_("Not asked about any more; stays counted as not known."),
            )


def _another(kind: str, row: Mapping[Any, Any], options: Mapping[str, str]) -> None:
    """Everything that can be chosen."""
    key, name, region = _key(kind, row), row["name"], row["region"]
    with st.popover(_("Another…"), key=f"alias_other_{key}"):
        other = st.selectbox(
            _("It means"), list(options), index=None, format_func=lambda code: options[code],
            key=f"alias_pick_{key}", placeholder=_("Choose"),
        )  # fmt: skip
        if other:
            choose = partial(_choose, kind, region, name, other, options[other])
            st.button(_("Remember"), key=f"alias_save_{key}", on_click=choose, type="primary")


def _choose(kind: str, region: str | None, name: str, target: str, target_name: str) -> None:
    try:
        changed = give_alias(kind, region, name, target)
    except StoreBusy:
        st.session_state[_BUSY] = _("Not saved: a file is being loaded. Try again when it is done.")
        return
    cached.version.clear()
    rows = ngettext("{n} row changed", "{n} rows changed", changed).format(n=number(changed))
    st.session_state[_SAID] = _("“{name}” now means “{target}”: {rows}.").format(
        name=escaped(name), target=escaped(target_name), rows=rows
    )
