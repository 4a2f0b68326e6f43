"""Keys that work on a list. They go by their place on the keyboard: a Russian layout has о, л and с where j, k and c
are.

Streamlit's own shortcuts go by letter and keep c to themselves; here the page takes it first.
"""

from collections.abc import Callable

import streamlit as st

_LISTEN = """
const NAMES = {KeyJ: "j", KeyK: "k", KeyC: "c", Enter: "enter"};
export default function ({setTriggerValue}) {
  const press = (event) => {
    const name = NAMES[event.code];
    const at = event.target;
    const typing = at.closest && at.closest("input, textarea, select, [contenteditable=true], [role=dialog]");
    const onControl = name === "enter" && at.closest && at.closest("button, a, summary, [role=option], [role=radio]");
    if (!name || typing || onControl || event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation();
    event.preventDefault();
    setTriggerValue("pressed", name);
  };
  window.addEventListener("keydown", press, true);
  return () => window.removeEventListener("keydown", press, true);
}
"""
_keys = st.components.v2.component("svodka_keys", js=_LISTEN)


def on_press(key: str, doing: dict[str, Callable[[], None]]) -> None:
    """Call what belongs to the key (j, k, c, enter) before the next run. Nothing while somebody types."""

    def pressed() -> None:
        name = st.session_state[key].get("pressed")
        if name in doing:
            doing[name]()

    _keys(key=key, on_pressed_change=pressed, height=1)
