"""The signals of one reply in the file of its case: the same that the page Answers counts of all."""

import pytest
from sqlalchemy import Engine, update

from analysis.replies import WEIGHTS, judged
from queries.filters import Filters
from queries.formal_replies import formal_replies
from queries.question import Question, answer
from queries.replies import read_replies
from queries.reply_signals import reply_signals
from queries.scope import scope_for
from store.tables import case_text
from store.words import index_everything
from tests.sample_cases import a_case, load, load_region

OPERATOR, STAFF = scope_for("operator"), scope_for("staff")
REPLIES = {
    "empty": "Здравствуйте! Ваше обращение рассмотрено, информация принята к сведению.",
    "later": "Приняли в работу, ответим до 5 мая.",
    "away": "Вам необходимо обратиться в управляющую компанию.",
    "notice": "Уважаемые жители! Отопление отключено в связи с аварией на теплотрассе, ремонт ведётся.",
    "good": "Яма на ул. Мира, 5 засыпана 3 мая, акт № 17.",
}


@pytest.fixture
def replied(store: Engine) -> Engine:
    """Three empty replies for different topics, an interim one that is late and one that is not, one that sends away,
    a notice to five neighbours, and a good one after which somebody came back.
    """
    load_region(store, {"A": 1000})
    street = {"address": "ул. Мира, 5", "place_precision": "point", "district_id": "A"}
    here = {"district_id": "A", "topic_id": "heat", "place_precision": "point"}
    cases = [a_case(n, closed=1, topic_id=f"t{n}", address=f"ул. Лесная, {n}", district_id="A", rating=1,
                    place_precision="point", outcome="explained") for n in range(3)]  # fmt: skip
    cases += [a_case(10, filed=0, response=1, due=20), a_case(11, filed=39, response=39, due=60)]
    cases += [a_case(12, closed=1), *(a_case(20 + n, closed=1, address=f"ул. Труда, {n}", **here) for n in range(5))]
    cases += [a_case(30, closed=1, topic_id="pit", **street), a_case(31, filed=9, topic_id="pit", **street)]
    kinds = dict.fromkeys(range(3), "empty") | {10: "later", 11: "later", 12: "away", 30: "good"}
    kinds |= dict.fromkeys(range(20, 25), "notice")
    load(store, cases, until=45, texts={case["id"]: "Яма" for case in cases})
    with store.begin() as connection:
        for n, kind in kinds.items():
            mine = update(case_text).where(case_text.c.case_id == f"pos:{n}")
            connection.execute(mine.values(reply=REPLIES[kind]))
        index_everything(connection)
    return store


def test_every_reply_has_the_signals_that_the_page_counts(replied: Engine) -> None:
    before = reply_signals(replied, OPERATOR, "pos:0")
    assert before is not None
    assert (before["compared"], before["repeated"], before["empty"], before["low_rating"]) == (False, False, True, True)
    found = formal_replies(replied, OPERATOR, Filters())["cases"].set_index("id")
    assert set(found.index) >= {"pos:0", "pos:1", "pos:2"}
    for case_id, row in found.iterrows():
        said = reply_signals(replied, OPERATOR, str(case_id))
        assert said is not None
        assert {name: said[name] for name in WEIGHTS} == {name: bool(row[name]) for name in WEIGHTS}
        assert (said["score"], said["suspected"]) == (pytest.approx(row["score"]), True)
    empty = reply_signals(replied, OPERATOR, "pos:0")
    assert empty is not None
    assert (empty["alike"], empty["topics"], empty["places"], empty["compared"]) == (3, 3, 3, True)


def test_a_reply_of_two_words_is_told_as_often_as_the_page_counts_it(replied: Engine) -> None:
    """So short a wording meets no other: nothing stands beside it."""
    mine = case_text.c.case_id.in_(["pos:0", "pos:1", "pos:12"])
    with replied.begin() as connection:
        connection.execute(update(case_text).where(mine).values(reply="Вопрос решен."))
        index_everything(connection)
    rows, signatures, _without = read_replies(replied, OPERATOR, Filters())
    page = judged(rows, signatures).loc["pos:0"]
    said = reply_signals(replied, OPERATOR, "pos:0")
    assert said is not None
    assert (said["alike"], said["compared"], said["repeated"]) == (3, True, bool(page["repeated"]))
    assert page["repeated"]


def test_a_reply_in_which_two_things_are_told_is_counted_where_the_page_counts_it(replied: Engine) -> None:
    """A three times, B with all of A and of C twice, C once:
    B is A's text, not C's, for A is told more often."""
    asked = "неделю лавки качели они школы покрашены трактора специалистам вопрос"
    told = "подъезд снег много отчет мастер вывезен участка рейсов двор"
    replies = [f"{asked} спасибо"] * 3 + [f"{asked} {told}"] * 2 + [f"{told} спасибо"]
    with replied.begin() as connection:
        for n, reply in zip((0, 1, 2, 10, 11, 12), replies, strict=True):
            connection.execute(update(case_text).where(case_text.c.case_id == f"pos:{n}").values(reply=reply))
        index_everything(connection)
    rows, signatures, _without = read_replies(replied, OPERATOR, Filters())
    counted = judged(rows, signatures)["repeated"]
    said = {n: reply_signals(replied, OPERATOR, f"pos:{n}") or {} for n in (0, 1, 2, 10, 11, 12)}
    assert {n: one["alike"] for n, one in said.items()} == {0: 5, 1: 5, 2: 5, 10: 5, 11: 5, 12: 1}
    assert [one["repeated"] for one in said.values()] == [True] * 5 + [False]
    assert {n: counted[f"pos:{n}"] for n in said} == {n: one["repeated"] for n, one in said.items()}


@pytest.mark.parametrize(("solved", "told"), [(19, True), (18, False)])
def test_only_explained_counts_from_the_twentieth_case_on(replied: Engine, solved: int, told: bool) -> None:
    outcomes = ["explained"] + ["solved"] * solved + [None]
    cases = [a_case(n, closed=1, topic_id="lamp", outcome=outcome) for n, outcome in enumerate(outcomes, 100)]
    load(replied, cases, until=45, texts={case["id"]: "Фонарь" for case in cases})
    with replied.begin() as connection:
        lamps = case_text.c.case_id.in_([case["id"] for case in cases])
        connection.execute(update(case_text).where(lamps).values(reply=REPLIES["good"]))
        index_everything(connection)
    rows, signatures, _without = read_replies(replied, OPERATOR, Filters())
    said = reply_signals(replied, OPERATOR, "pos:100")
    assert said is not None
    assert said["only_explained"] is told
    assert judged(rows, signatures).loc["pos:100", "only_explained"] == told


def test_interim_sent_away_notice_and_who_came_back_are_told_apart(replied: Engine) -> None:
    formal_replies(replied, OPERATOR, Filters())  # the texts are read, and kept
    said = {n: reply_signals(replied, STAFF, f"pos:{n}") or {} for n in (10, 11, 12, 20, 30)}
    assert (said[10]["is_interim"], said[10]["interim"]) == (True, True)
    assert said[10]["wanted_by"] == "2026-01-20"  # of 2 January: the holidays last until the 11th
    assert (said[11]["is_interim"], said[11]["interim"]) == (True, False)
    assert said[12]["sent_away"]
    assert not said[12]["is_interim"]
    assert (said[20]["is_notice"], said[20]["suspected"], said[20]["repeated"]) == (True, False, False)
    assert (said[20]["alike"], said[20]["topics"], said[20]["places"]) == (5, 1, 5)
    assert (said[30]["came_back"], said[30]["content"]) == (True, ["date", "document", "place", "number", "done"])


def test_there_is_nothing_to_say_without_a_reply_or_of_what_is_not_seen(replied: Engine) -> None:
    assert reply_signals(replied, OPERATOR, "pos:31") is None
    assert reply_signals(replied, scope_for("head", districts=("B",)), "pos:0") is None
    (row,) = answer(Question("reply_signals", subject="pos:30"), engine=replied)["rows"]
    assert (row["id"], row["came_back"], row["empty"]) == ("pos:30", True, False)
    with pytest.raises(ValueError, match="of which reply"):
        answer(Question("reply_signals"), engine=replied)
