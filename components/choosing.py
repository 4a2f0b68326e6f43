"""A choice between a few things, side by side, or between many, in a list that opens; the link keeps it."""

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import link


def choose(param: str, label: str, titles: Mapping[str, str]) -> str:
    """One of `titles` (value → what the control calls it), the first where the link's `param` names none of them."""
    key, wanted = f"{param}_choice", link.read(param)
    st.session_state[key] = wanted if wanted in titles else next(iter(titles))
    st.segmented_control(
        label,
        list(titles),
        key=key,
        format_func=lambda value: titles[value],
        required=True,
        label_visibility="collapsed",
        on_change=lambda: link.write(**{param: st.session_state[key]}),
    )
    return str(st.session_state[key])


def choose_of_many(
    param: str,
    label: str,
    titles: Mapping[str, str],
    *,
    width: int,
    usual: str = "",
    place: DeltaGenerator | None = None,
    is_labelled: bool = True,
) -> str:
    """The same for many things; `usual` (the first when empty) where the link's `param` names none of them. `width` in
    pixels; `place`: where to draw it.
    """
    key, wanted = f"{param}_choice", link.read(param)
    st.session_state[key] = wanted if wanted in titles else usual or next(iter(titles))
    (place or st).selectbox(
        label,
        list(titles),
        key=key,
        format_func=lambda value: titles[value],
        on_change=lambda: link.write(**{param: st.session_state[key]}),
        label_visibility="visible" if is_labelled else "collapsed",
        width=width,
    )
    return str(st.session_state[key])
