"""Names in files that nobody knows yet: how many cases bear them, what they may mean, and a click that says so."""

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from components.import_words import UNMAPPED
from components.numbers import cases, number
from components.words import _
from intake.by_hand import Suggestion, give_alias, suggestions
from queries import cached

SHOWN = 15
_SAID = "alias_said"


def names_panel(unmapped: Mapping[str, pd.DataFrame], options: Mapping[str, Mapping[str, str]]) -> None:
    """`unmapped`: kind → columns name, region, cases; `options`: kind → id → name of everything that can be chosen."""
    if said := st.session_state.pop(_SAID, None):
        st.success(said, icon=":material/check:")
    if all(frame.empty for frame in unmapped.values()):
        st.info(_("Every municipality, agency and topic in the loaded cases is known."), icon=":material/check_circle:")
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
        _names(kind, unmapped[kind], options[kind])


def _names(kind: str, frame: pd.DataFrame, options: Mapping[str, str]) -> None:
    bearing = int(frame["cases"].sum())
    st.markdown(
        _("{cases} bear a name nobody knows yet. Say what it means; the cases get it at once.").format(
            cases=cases(bearing)
        )
    )
    top = frame.head(SHOWN)
    found = suggestions(kind, list(zip(top["name"], top["region"], strict=True)))
    for row, guesses in zip(top.to_dict("records"), found, strict=True):
        _name(kind, row["name"], row["region"], int(row["cases"]), guesses, options)
    if len(frame) > SHOWN:
        st.caption(_("and {n} more names with fewer cases").format(n=number(len(frame) - SHOWN)))


def _name(
    kind: str, name: str, region: str | None, count: int, guesses: list[Suggestion], options: Mapping[str, str]
) -> None:
    """The name, a button for each suggestion, and the whole list for what nobody guessed."""
    key = f"{kind}_{region}_{name}"
    with st.container(border=True, gap="small"):
        st.markdown(f"**{_plain(name)}** · {cases(count)}")
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            for guess in guesses:
                label = f"{_plain(options.get(guess.id, guess.name))} · {number(guess.score)}"
                choose = partial(_choose, kind, region, name, guess.id, options.get(guess.id, guess.name))
                st.button(
                    label,
                    key=f"alias_{key}_{guess.id}",
                    on_click=choose,
                    help=_("alike by {n} of 100").format(n=number(guess.score)),
                )
            with st.popover(_("Another…"), key=f"alias_other_{key}"):
                other = st.selectbox(
                    _("It means"), list(options), index=None, format_func=lambda code: options[code],
                    key=f"alias_pick_{key}", placeholder=_("Choose"),
                )  # fmt: skip
                if other:
                    choose = partial(_choose, kind, region, name, other, options[other])
                    st.button(_("Remember"), key=f"alias_save_{key}", on_click=choose, type="primary")


def _choose(kind: str, region: str | None, name: str, target: str, target_name: str) -> None:
    changed = give_alias(kind, region, name, target)
    cached.version.clear()
    words = _("“{name}” now means “{target}”: {cases} changed.")
    st.session_state[_SAID] = words.format(name=name, target=target_name, cases=cases(changed))


def _plain(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_[]#$:" else sign for sign in text)
