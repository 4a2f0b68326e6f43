"""What must not move an answer about answers: the order in which cases were loaded, and a case that has nothing to do
with it.
"""

from typing import Any

from sqlalchemy import Engine, delete, insert, update

from queries.question import Question, answer
from store.tables import case, case_text, case_word, import_batch, reply_reading, reply_wording, topic, word
from store.words import index_everything
from tests.sample_cases import a_case, load, load_region

EMPTY = "Здравствуйте! Ваше обращение рассмотрено, информация принята к сведению."
PROMISED = "Яму засыплем до 12 января 2026."
ASKED = {
    "search": ("rows", "total"),
    "similar": ("rows",),
    "formal_replies": ("rows", "clusters", "cases", "models", "trend", "signals"),
    "reply_signals": ("rows",),
    "returns": ("rows", "still_there", "broken_promises"),
    "integrity": ("rows", "hits"),
    "words": ("rows",),
}


def cases_and_replies() -> tuple[list[dict[str, Any]], dict[str, str]]:
    """A pit that comes back thrice, an office that answers nothing and moves every deadline, and another that works."""
    pit = {"address": "ул. Мира, 1", "place_precision": "point", "topic_id": "pit", "district_id": "A"}
    back = [a_case(n, filed=n * 20, closed=n * 20 + 2, agency_id="works", **pit) for n in range(4)]
    here = {"due": 30, "district_id": "A", "place_precision": "point"}
    empty = [
        a_case(10 + n, filed=n, closed=n + 1, agency_id="office", topic_id=f"t{n % 5}", address=f"ул. Труда, {n}",
               outcome="explained", **here)
        for n in range(24)
    ]  # fmt: skip
    good = [
        a_case(100 + n, filed=n, closed=n + 3, agency_id="works", topic_id="pit", address=f"ул. Лесная, {n}",
               outcome="solved", **here)
        for n in range(24)
    ]  # fmt: skip
    for row in (*empty, *good):
        row["first_due_at"] = row["filed_at"] if row["agency_id"] == "office" else row["due_at"]
    replies = {row["id"]: PROMISED for row in back} | {row["id"]: EMPTY for row in empty}
    replies |= {row["id"]: f"Яма засыпана {n + 1} января, акт № {n}." for n, row in enumerate(good)}
    return [*back, *empty, *good], replies


def fill(store: Engine, cases: list[dict[str, Any]], replies: dict[str, str]) -> None:
    with store.begin() as connection:
        for table in (case, case_text, case_word, word, reply_reading, reply_wording, import_batch):
            connection.execute(delete(table))
    said = {"pit": "Глубокая яма у дома", "dog": None}
    texts = {
        row["id"]: text for row in cases if (text := said.get(row["topic_id"], "Нет воды и тепла, стояк холодный"))
    }
    load(store, cases, until=100, texts=texts)
    with store.begin() as connection:
        for case_id, reply in replies.items():
            connection.execute(update(case_text).where(case_text.c.case_id == case_id).values(reply=reply))
        index_everything(connection)


def told(store: Engine) -> dict[str, Any]:
    subjects = {"search": "яма", "similar": "pos:100", "reply_signals": "pos:10"}
    found = {}
    for name, parts in ASKED.items():
        topics = ["pit"] if name == "words" else []
        said = answer(Question(name, subject=subjects.get(name), topics=topics, role="operator"), engine=store)
        empty = [part for part in parts if not said[part]]
        assert not empty, f"{name} would compare nothing with nothing: {empty}"
        found[name] = {part: said[part] for part in parts}
    return found


def test_neither_the_order_of_loading_nor_an_unrelated_case_moves_an_answer(store: Engine) -> None:
    load_region(store, {"A": 30_000, "B": 20_000})
    with store.begin() as connection:
        connection.execute(insert(topic), [{"id": "pit", "level_1": "Дороги"}, {"id": "dog", "level_1": "Животные"}])
    cases, replies = cases_and_replies()
    fill(store, cases, replies)
    before = told(store)
    dog = {"channel": "social", "precision": "minute", "agency_id": "vets", "district_id": "B", "topic_id": "dog"}
    fill(store, [a_case(900, filed=50, **dog), *cases[::-1]], replies)
    after = told(store)
    for name in ASKED:
        assert after[name] == before[name], name
