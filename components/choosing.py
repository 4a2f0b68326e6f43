"""A choice between a few things, side by side, that the link keeps."""

from collections.abc import Mapping

import streamlit as st

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
