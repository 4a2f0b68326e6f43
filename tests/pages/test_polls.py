"""Polls for every role in both languages: the list, each kind of question, who took part, and nothing at all."""

import json
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.poll_list import sentence
from tests.pages.conftest import Dashboard, Lend
from tests.pages.data_seen import texts
from tests.pages.poll_store import ask_twice, consult, fill, survey


@pytest.fixture
def polls(lend: Lend) -> None:
    lend(fill)


def fill_and_consult(engine: Engine) -> None:
    fill(engine)
    consult(engine)


def fill_and_ask_twice(engine: Engine) -> None:
    fill(engine)
    ask_twice(engine)


def headers(at: AppTest) -> dict[str, str]:
    """The words above each column of the first table."""
    told = json.loads(at.dataframe[0].proto.columns)
    return {column: settings["label"] for column, settings in told.items() if "label" in settings}


@pytest.mark.parametrize(("role", "lang"), [("staff", "ru"), ("head", "ru"), ("head", "en"), ("admin", "en")])
def test_every_judging_role_sees_the_list(polls: None, dashboard: Dashboard, role: str, lang: str) -> None:
    at = dashboard("polls", role=role, lang=lang, p="all", **({"as": "99601000"} if role == "head" else {}))
    assert not at.exception
    said = texts(at)
    assert ("идёт: 1, закончено: 5" if lang == "ru" else "1 running, 5 finished") in said
    assert len(at.dataframe[0].value) == 6


def test_operators_do_not_judge(polls: None, dashboard: Dashboard) -> None:
    assert [part.value for part in dashboard("polls", role="operator").header] == ["No access to this page"]


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_poll_opens_in_both_languages(polls: None, dashboard: Dashboard, lang: str) -> None:
    for poll in ("yard", "park", "snow", "bus", "mark", "budget"):
        at = dashboard("polls", lang=lang, p="all", poll=poll)
        assert not at.exception, poll
        assert at.subheader[0].value


@pytest.mark.parametrize(("role", "lang"), [("head", "ru"), ("admin", "en")])
def test_every_view_opens_for_every_judging_role(polls: None, dashboard: Dashboard, role: str, lang: str) -> None:
    own = {"as": "99601000"} if role == "head" else {}
    for view in ("answers", "people", "beside"):
        at = dashboard("polls", role=role, lang=lang, p="all", poll="snow", view=view, topic="snow", **own)
        assert not at.exception, view


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_consultation_shows_statements_time_and_groups(lend: Lend, dashboard: Dashboard, lang: str) -> None:
    lend(fill_and_consult)
    for view, said in (("answers", "40"), ("people", ""), ("opinions", "**2**")):
        at = dashboard("polls", lang=lang, p="all", poll="talk", view=view)
        assert not at.exception, view
        assert said in texts(at)
    assert ("Группа А" if lang == "ru" else "Group A") in texts(at)
    assert at.get("download_button")


def test_the_answer_stands_beside_the_complaints_of_a_chosen_topic(polls: None, dashboard: Dashboard) -> None:
    at = dashboard("polls", p="all", poll="snow", view="beside")
    assert "nobody guesses it" in at.info[0].value
    at.selectbox(key="poll_topic").select("snow").run()
    assert not at.exception
    assert at.query_params["topic"] == "snow"
    assert "too few for a correlation" in texts(at)
    again = dashboard("polls", p="all", poll="snow", view="beside")
    assert again.selectbox(key="poll_topic").value == "snow", "chosen once, kept for everybody"
    assert any("Governor's staff chose this topic for the poll on" in part.value for part in again.caption)
    shown = at.dataframe[0].value.set_index("name")
    assert (shown.loc["Svetly city", "share"], shown.loc["Tikhy district", "share"]) == ("60%", "hidden: a small group")
    assert headers(at)["share"] == "Answer “Вариант 1”"


def test_two_questions_of_one_title_keep_their_own_answers(lend: Lend, dashboard: Dashboard) -> None:
    lend(fill_and_ask_twice)
    at = dashboard("polls", p="all", poll="twice")
    first, second = (chart.proto.alt for chart in at.get("vega_lite_chart"))
    assert first == "Вариант 1: 15% · 30 of 200; Вариант 2: 85% · 170 of 200"
    assert second == "Вариант 1: 85% · 170 of 200; Вариант 2: 15% · 30 of 200"
    at = dashboard("polls", p="all", poll="twice", view="beside", topic="snow", option="twice|1|0")
    assert at.selectbox(key="poll_option").options[0] == "Довольны?: Вариант 1"
    assert at.dataframe[0].value.set_index("name").loc["Svetly city", "share"] == "90%"
    assert headers(at)["share"] == "Answer “Довольны?: Вариант 1 (2)”"


def test_the_weighted_share_stands_beside_the_unweighted(polls: None, dashboard: Dashboard) -> None:
    at = dashboard("polls", p="all", poll="snow", view="people")
    shown = at.dataframe[0].value.set_index("option")
    assert (shown.loc["Вариант 1", "share"], shown.loc["Вариант 1", "weighted"]) == ("54.8%", "54.8%")
    assert [headers(at)[column] for column in ("share", "weighted")] == ["Without weights", "Weighted"]
    assert "age and sex are not known" in texts(at)
    assert "counts without dates" in texts(at)


@pytest.mark.parametrize(
    ("lang", "role", "words"),
    [
        ("en", "staff", ("**55** written answers. Most often, of 2 groups: **поликлиника, дома** (51", "in no group",
                         "Your role sees groups and their sizes")),
        ("ru", "admin", ("**55** письменных ответов. 2 группы; чаще всего **поликлиника, дома** (51",
                         "ни в одной группе", "Примеры, личные данные скрыты", "Нужна поликлиника",
                         "Сравниваются с ними сообщения")),
    ],
)  # fmt: skip
def test_written_answers_are_shown_by_group_with_their_base(
    lend: Lend, dashboard: Dashboard, lang: str, role: str, words: tuple[str, ...]
) -> None:
    lend(survey)
    at = dashboard("polls", lang=lang, role=role, p="all", poll="life")
    assert not at.exception
    said = texts(at) + at.get("vega_lite_chart")[1].proto.alt
    for each in words:
        assert each in said
    at = dashboard("polls", lang=lang, role=role, p="all", poll="life", view="people")
    assert not at.exception
    assert ("Weighted by age, sex and municipality" if lang == "en" else "Веса по возрасту, полу") in texts(at)


def test_percentages_are_rounded_so_that_they_sum_to_a_hundred(polls: None, dashboard: Dashboard) -> None:
    at = dashboard("polls", poll="yard", p="all")
    said = texts(at)
    assert "**183** respondents. Most chose **Вариант 5**: 43" in said
    assert "Self-selected: not representative" in at.warning[0].value
    alt = at.get("vega_lite_chart")[0].proto.alt
    shares = [int(part.split(": ")[1].split("%")[0]) for part in alt.split("; ")]
    assert (shares, sum(shares)) == ([10, 5, 27, 11, 43, 4], 100)
    assert "43% · 78 of 183" in alt


def test_a_ranked_vote_shows_places_and_gaps_and_says_votes_are_not_voters(polls: None, dashboard: Dashboard) -> None:
    at = dashboard("polls", poll="park", p="all")
    said = texts(at)
    assert "**40,002** votes; how many people cast them nobody counted." in said
    assert "Votes, not voters" in said
    places = at.dataframe[0].value
    assert places["rank"].tolist() == list(range(1, 10))
    assert headers(at)["ahead"] == "Ahead of the next, votes (95%)"
    gap = dict(zip(places["rank"], places["ahead"], strict=True))
    assert gap[2] == "+33 (0 – 234), within chance"
    assert gap[1].startswith("+6,985 (6,7")


def test_several_answers_are_shares_of_respondents_above_a_hundred(polls: None, dashboard: Dashboard) -> None:
    at = dashboard("polls", poll="bus", p="all")
    assert "75% · 60 of 80" in at.get("vega_lite_chart")[0].proto.alt
    assert "above 100%" in texts(at)
    assert "declares a sample" in texts(at)
    assert not at.warning


def test_a_scale_has_a_mean_with_its_interval(polls: None, dashboard: Dashboard) -> None:
    assert "Mean: **3.00** (2.7" in texts(dashboard("polls", poll="mark", p="all"))


def test_a_village_of_three_is_hidden_and_not_alone(polls: None, dashboard: Dashboard) -> None:
    at = dashboard("polls", poll="snow", view="people", p="all")
    assert "2 municipalities are hidden" in texts(at)
    assert "made up as the residents are, within chance" in texts(at)
    own = dashboard("polls", poll="snow", p="all", role="head", **{"as": "99602000"})
    assert "Hidden: fewer than five people" in "\n".join(part.value for part in own.info)


def test_a_hearing_says_what_came_of_it(polls: None, dashboard: Dashboard) -> None:
    at = dashboard("polls", poll="budget", p="all")
    assert [metric.value for metric in at.metric] == ["12", "5", "140"]
    assert "Outcome: **Одобрено**" in texts(at)


def test_kinds_are_chosen_and_kept_in_the_link(polls: None, dashboard: Dashboard) -> None:
    at = dashboard("polls", p="all", kind="hearing,ranked_vote")
    assert len(at.dataframe[0].value) == 2
    at = dashboard("polls", p="all", stage="running")
    assert at.dataframe[0].value["Title"].tolist() == ["Снег"]


def test_stages_of_the_list_sum_to_all_polls() -> None:
    rows = pd.DataFrame({"stage": ["running", "finished", "ahead", "unknown"], "self_selected": None})
    assert sentence(rows) == "**4** polls and discussions: 1 running, 1 finished. Ahead: 1. Without dates: 1."


def test_a_store_without_polls_says_so(small_store: Path, empty_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("polls")
    assert not at.exception
    assert [part.value for part in at.subheader] == ["Nothing has been loaded yet"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ("By age and sex", "within chance", "Women, 25–34: 60%, n = 33; residents 54%")),
     ("ru", ("По возрасту и полу", "в пределах случайности", "Женщины, 25–34: 60\u202f%, n = 33; жителей 54\u202f%"))],
)  # fmt: skip
def test_respondents_by_age_and_sex_stand_beside_the_residents(
    lend: Lend, dashboard: Dashboard, lang: str, words: tuple[str, ...]
) -> None:
    """33 of 55 are women, of the residents 270 of 500 thousand: 60 % (46.8 to 71.9 %) beside 54 %."""
    lend(survey)
    at = dashboard("polls", lang=lang, role="staff", p="all", poll="life", view="people")
    assert not at.exception
    said = texts(at) + "".join(part.value for part in at.subheader)
    said += "".join(chart.proto.alt for chart in at.get("vega_lite_chart"))
    assert [each for each in words if each not in said] == []
    at = dashboard("polls", lang=lang, role="head", p="all", poll="life", view="people", **{"as": "99701000"})
    said = texts(at) + "".join(chart.proto.alt for chart in at.get("vega_lite_chart"))
    assert "33" not in said and words[1] not in said
