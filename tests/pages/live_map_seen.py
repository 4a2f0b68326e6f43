"""What the tests of the live map read off its drawing."""

import json
import re
from typing import Any

import streamlit as st
from sqlalchemy import select
from streamlit.testing.v1 import AppTest
from streamlit.typing import PydeckState

from components import map_marks
from store.engine import open_store
from store.tables import case, case_link


def texts(at: AppTest) -> str:
    return "\n".join(
        str(node.value) for kind in (at.markdown, at.caption, at.info, at.text, at.header) for node in kind
    )


def spec(at: AppTest) -> dict[str, Any]:
    (chart,) = at.get("deck_gl_json_chart")
    return json.loads(chart.proto.json)


def layer(at: AppTest, name: str) -> dict[str, Any]:
    return next(one for one in spec(at)["layers"] if one["id"].startswith(name))


def click(at: AppTest, name: str, thing: Any) -> AppTest:
    generation = layer(at, "district")["id"].rsplit("-")[-1]
    chosen = {"indices": {f"{name}-{generation}": [0]}, "objects": {f"{name}-{generation}": [thing]}}
    at.session_state["live_map"] = PydeckState({"selection": chosen})
    return at.run()


def a_point(at: AppTest) -> list[Any]:
    """One of the drawn cases: [id, lon, lat, text]."""
    drawn = [one for one in spec(at)["layers"] if one["id"].split("-")[0] in map_marks.STATES]
    return drawn[-1]["data"][0]


def ageless(said: str) -> str:
    """Without the age of the data, which goes on while a test clicks."""
    return re.sub(r"\d+\s(h|min)\b", "", said)


def link_two() -> list[str]:
    """Two cases in work that have a place become one event; their ids in the order of filing."""
    placed = select(case.c.id).where(case.c.lat.is_not(None), case.c.closed_at.is_(None))
    with open_store().begin() as connection:
        pair = list(connection.execute(placed.order_by(case.c.filed_at).limit(2)).scalars())
        connection.execute(case_link.insert(), [{"event_id": "e", "case_id": one, "reason": "near"} for one in pair])
    st.cache_data.clear()
    return pair
