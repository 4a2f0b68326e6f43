"""A choice that the link keeps: what it names is chosen, and what nobody knows any more is not."""

import pytest
from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from components.choosing import choose_of_many

    months = {"2026-12": "December", "2026-11": "November", "2026-10": "October"}
    st.write(choose_of_many("month", "Month", months, width=200, usual="2026-11"))


@pytest.mark.parametrize(("asked", "shown"), [("", "2026-11"), ("2026-10", "2026-10"), ("1999-01", "2026-11")])
def test_a_list_shows_what_the_link_names_and_the_usual_where_it_names_nothing_known(asked: str, shown: str) -> None:
    at = AppTest.from_function(page)
    at.query_params["month"] = asked
    assert [part.value for part in at.run().markdown] == [shown]


def test_what_is_chosen_of_a_list_stands_in_the_link() -> None:
    at = AppTest.from_function(page).run()
    at.selectbox(key="month_choice").select("2026-12").run()
    assert at.query_params["month"] == "2026-12"
    assert [part.value for part in at.markdown] == ["2026-12"]
