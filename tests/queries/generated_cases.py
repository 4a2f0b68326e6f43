"""Any cases at all, for what must hold for any: generated, and put into a store in place of what was there."""

from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from store.tables import case, channel, import_batch
from tests.sample_cases import a_case, load

facts = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(["pos", "social", "call_122"]),
        "district_id": st.sampled_from(["A", "B", None]),
        "agency_id": st.sampled_from(["X", "Y", None]),
        "agency_received_id": st.sampled_from(["X", "Y", None]),
        "applicant_key": st.sampled_from(["k", None]),
        "topic_id": st.sampled_from(["T", "U", None]),
        "outcome": st.sampled_from(["solved", "explained", None]),
        "filed": st.integers(0, 60),
        "took": st.none() | st.integers(0, 40),
        "replied": st.none() | st.integers(0, 40),
        "is_decided_by_reply": st.booleans(),  # where the limit is for the first reply
        "limit": st.none() | st.integers(1, 30),
        "rating": st.none() | st.integers(1, 5),
        "repeat_review": st.sampled_from([True, False, None]),
        "address": st.sampled_from(["Садовая, 1", "Мира, 2", None]),
        "place_precision": st.sampled_from(["street", "settlement"]),
        "state": st.sampled_from(["in_progress", "answered", "declined", "unknown"]),
    }
)
NOTHING: dict[str, Any] = dict.fromkeys(("applicant_key", "topic_id", "outcome", "replied", "rating", "repeat_review"))
# "In progress" with a date of closing, and "answered" without one: neither is in work.
CONTRADICTORY = NOTHING | {"channel": "pos", "filed": 3, "took": 2, "limit": 10, "state": "in_progress"}
ANSWERED_ONCE = CONTRADICTORY | {"took": None, "limit": 60, "state": "answered"}
# Replied to in time, and late, by a limit for the first reply, and still open: neither waits for anything by a day.
REPLIED = CONTRADICTORY | {"took": None, "limit": 10, "replied": 5, "is_decided_by_reply": True}
REPLIED_LATE = REPLIED | {"replied": 15}
ends = st.none() | st.integers(25, 60)
many_cases = st.lists(facts, min_size=1, max_size=30)


def as_case(number: int, fact: dict[str, Any]) -> dict[str, Any]:
    row = dict(fact)
    by_reply = row.pop("is_decided_by_reply", False)
    filed, took, limit, replied = (row.pop(name) for name in ("filed", "took", "limit", "replied"))
    state = row.pop("state")
    kept = a_case(
        number,
        filed=filed,
        closed=None if took is None else filed + took,
        due=None if limit is None else filed + limit,
        response=None if replied is None else filed + replied,
        **row,
    )
    decided = {"decided_at": kept["first_response_at"] or kept["closed_at"]} if by_reply else {}
    return kept | decided | {"state": state}  # a source may call "in progress" what it gives a date of closing


def refill(engine: Engine, cases: list[dict[str, Any]]) -> None:
    with engine.begin() as connection:
        connection.execute(delete(case))
        connection.execute(delete(import_batch))
        connection.execute(channel.update().values(data_until=None))
    load(engine, [as_case(i, fact) for i, fact in enumerate(cases)], until=50)


quick = settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
