"""What replies promise, asked of a store."""

from sqlalchemy import Engine, insert

from queries.filters import Filters
from queries.promised import promised
from queries.question import Question, answer
from queries.scope import scope_for
from store.tables import case_text
from tests.sample_cases import a_case, load, load_region

REPLIES = {
    "pos:0": "Яму на ул. Мира, 5 засыплем до 12 января.",
    "pos:1": "Дорога будет отремонтирована до 1 марта 2026.",
    "pos:2": "Работы выполнены 3 января.",
    "pos:3": " ",
    "pos:4": "Засыплем до 12 января.\n\nЯма засыпана 11 января.",
}


def test_days_that_have_passed_are_told_and_words_only_to_who_may_read(store: Engine) -> None:
    load_region(store, {"A": 100})
    rows = [a_case(n, filed=0, closed=n + 1, district_id="A") for n in range(5)]
    load(store, rows, until=20)  # 21 January
    with store.begin() as connection:
        for case_id, reply in REPLIES.items():
            connection.execute(insert(case_text).values(case_id=case_id, reply=reply))
    found = promised(scope_for("admin"), Filters(), engine=store)
    assert (found.read, found.promising) == (4, 2)
    late, early = found.rows.to_dict("records")[::-1]
    assert (late["due"], late["is_past"], late["said"]) == ("2026-01-12", True, "2026-01-02")
    assert (late["act"], late["place"]) == ("засыплем", "ул. Мира, 5")
    assert (early["due"], early["is_past"]) == ("2026-03-01", False)
    numbers = promised(scope_for("staff"), Filters(), engine=store)
    assert (numbers.promising, list(numbers.rows["is_past"])) == (2, [False, True])
    assert numbers.rows[["words", "act", "when", "place", "amount"]].isna().all().all()
    told = answer(Question("promised", role="admin"), engine=store)
    assert (told["read"], told["rows"][1]["due"], told["rows"][0]["source_number"]) == (4, "2026-01-12", "1")
    assert promised(scope_for("head", "B", districts=("B",)), Filters(), engine=store).read == 0
