"""The page Answers for every role in both languages: what it says, what it hides, what a reviewer leaves behind."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update
from streamlit.testing.v1 import AppTest

from intake.load import load_file
from queries.filters import Filters
from queries.formal_replies import formal_replies
from queries.reply_marks import marks
from queries.scope import Scope
from store.desk_tables import audit_log
from store.engine import open_desk, open_store
from store.tables import case, case_text
from tests.pages.conftest import Dashboard, Lend

VIEWS = ("formal", "review", "returned", "integrity", "satisfaction", "words")
JUDGE = Scope("admin", "admin", whole_region=True, may_read_text=True)
EMPTY = "Здравствуйте! Ваше обращение рассмотрено, информация принята к сведению."
CONCRETE = "Яма засыпана {n} мая на ул. Мира, акт № {n}."


def reply(engine: Engine) -> None:
    """The roads department says nothing, the others say what they did."""
    with engine.begin() as connection:
        closed = select(case.c.id, case.c.agency_id).where(case.c.closed_at.is_not(None)).order_by(case.c.id)
        for n, row in enumerate(connection.execute(closed).all()):
            told = EMPTY if row.agency_id == "roads" else CONCRETE.format(n=n)
            connection.execute(update(case_text).where(case_text.c.case_id == row.id).values(reply=told))
    formal_replies(engine, JUDGE, Filters())  # what replies say is kept by the first who asks


@pytest.fixture
def replied(lend: Lend) -> Engine:
    lend(reply)
    return open_store()


def words(at: AppTest) -> str:
    return "\n".join(str(part.value) for part in (*at.markdown, *at.caption, *at.info, *at.success))


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("role", ["staff", "admin", "head"])
def test_every_view_opens_for_every_role_in_both_languages(
    replied: Engine, dashboard: Dashboard, role: str, lang: str
) -> None:
    for view in VIEWS:
        at = dashboard("answers", role=role, lang=lang, p="all", view=view, **{"as": "99701000"})
        assert not at.exception, view
        assert at.segmented_control(key="view_choice").value == view


def test_operators_do_not_judge_answers(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("answers", role="operator")
    assert [header.value for header in at.header] == ["No access to this page"]


def test_an_empty_store_says_so(empty_store: Path, dashboard: Dashboard) -> None:
    assert [part.value for part in dashboard("answers").subheader] == ["Nothing has been loaded yet"]


def test_without_a_text_of_a_reply_nothing_is_said(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("answers", p="all")
    assert "No reply has a text in this period" in words(at)
    assert not at.exception


def test_the_agency_that_says_nothing_is_named_and_its_text_shown_once(replied: Engine, dashboard: Dashboard) -> None:
    at = dashboard("answers", role="admin", p="all")
    said = words(at)
    assert "More often than the others, by more than chance explains: **Roads Department** (100%)" in said
    assert "Nobody has checked a sample yet" in said
    assert "information" not in said
    assert "информация принята к сведению" in said
    assert "▲ faster than the region" in said


def test_the_texts_of_replies_are_written_down_once_and_for_staff_not_at_all(
    replied: Engine, dashboard: Dashboard
) -> None:
    dashboard("answers", role="staff", p="all")
    dashboard("answers", role="admin", p="all").run()
    with open_desk().connect() as connection:
        (entry,) = connection.execute(select(audit_log)).all()
    assert (entry.action, entry.role) == ("read_texts", "admin")
    written = json.loads(entry.subject)
    found = formal_replies(replied, JUDGE, Filters())
    assert written["where"] == "answers"
    assert set(found["models"]["id"]) | set(found["cases"].head(10)["id"]) <= set(written["ids"])


def test_staff_see_how_often_and_not_what(replied: Engine, dashboard: Dashboard) -> None:
    at = dashboard("answers", role="staff", p="all")
    assert "информация принята к сведению" not in words(at)
    assert any("one text for" in part.label for part in at.expander)
    assert "Your role judges by numbers" in words(dashboard("answers", role="staff", p="all", view="review"))


def test_two_reviewers_mark_the_same_reply_and_the_precision_is_printed(replied: Engine, dashboard: Dashboard) -> None:
    for _ in range(2):
        at = dashboard("answers", role="admin", p="all", view="review")
        assert "nothing concrete" not in words(at), "the reviewer decides before he sees the score"
        at.button(key="review_right").click().run()
        assert not at.exception
        assert "You said: it is formal. The score of that reply: 0." in words(at)
    head = dashboard("answers", role="head", p="all", view="review", **{"as": "99701000"})
    head.button(key="review_wrong").click().run()
    found = marks()
    assert sorted(found["who"]) == ["admin", "admin", "head"]
    assert found["case_id"].nunique() in (2, 3)
    assert "Checked by people: of" in words(dashboard("answers", p="all"))


def test_the_road_cleaning_reply_of_omsk_is_one_text_for_different_streets(
    real_data: Path, empty_store: Path, dashboard: Dashboard
) -> None:
    load_file(real_data / "boundaries" / "omsk.geojson", engine=open_store())
    load_file(real_data / "incident_management" / "omsk_2025_12.xlsx", engine=open_store())
    said = words(dashboard("answers", role="admin", p="all"))
    assert "different places" in said
    assert said.count("на мостах и путепроводах") >= 3  # examples side by side, each from another street


def test_a_term_leads_to_its_topic_and_staff_read_no_words(replied: Engine, dashboard: Dashboard) -> None:
    at = dashboard("answers", role="staff", p="all", view="words")
    assert "not the residents' words" in words(at)
    assert "Log-odds" not in " ".join(part.value for part in at.caption), "for those who see the words"
    at = dashboard("answers", role="admin", p="all", view="words", topic="heat")
    assert at.selectbox(key="topic_choice").value == "heat"
    assert "Heating: people write more than elsewhere of **отопление**" in words(at)


def test_nothing_unusual_is_said_so_and_what_cannot_be_asked_too(replied: Engine, dashboard: Dashboard) -> None:
    said = words(dashboard("answers", p="all", view="integrity"))
    assert "nothing unusual" in said
    assert "This source cannot answer" in said  # no overdue marks in the small region


def test_a_broken_promise_is_listed_with_its_day_and_its_words_for_those_who_read(
    changed_store: Path, dashboard: Dashboard
) -> None:
    with open_store().begin() as connection:
        closed = select(case.c.id, case.c.topic_id).where(case.c.closed_at.is_not(None), case.c.channel == "pos")
        first = connection.execute(closed.order_by(case.c.filed_at).limit(1)).one()
        again = connection.execute(select(case.c.id).order_by(case.c.filed_at.desc()).limit(1)).scalar_one()
        connection.execute(update(case).where(case.c.id.in_((first.id, again))).values(applicant_key="somebody"))
        reply = update(case_text).where(case_text.c.case_id == first.id)
        connection.execute(reply.values(reply="Снег будет вывезен до 10 ноября 2026."))
    at = dashboard("answers", role="admin", p="all", view="returned")
    assert "1 reply promised a day" in words(at)
    (listed,) = [table.value for table in at.dataframe if "Asked again" in table.value]
    assert listed[["Promised", "By", "Asked again"]].to_numpy().tolist() == [
        ["будет вывезен", "10 Nov 2026", "21 Nov 2026"]
    ]
    staff = dashboard("answers", role="staff", p="all", view="returned")
    assert not any("Promised" in table.value for table in staff.dataframe)


def test_ratings_without_call_backs_say_so(replied: Engine, dashboard: Dashboard) -> None:
    said = words(dashboard("answers", p="all", view="satisfaction"))
    assert "No call-backs are loaded to set against it" in said
    assert "of closed cases were rated" in said
