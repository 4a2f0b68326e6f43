"""Reviewers: their marks stay apart, the latest counts, and precision rests on the random sample alone."""

import pandas as pd
import pytest
from sqlalchemy import Engine

from analysis.replies import WEIGHTS
from queries.reply_marks import drawn, key_of, mark, marks, precision, precision_by_key, with_keys
from queries.scope import Scope, scope_for
from store.engine import open_desk

ANNA, BORIS = (Scope(who, "admin", whole_region=True, may_read_text=True) for who in ("anna", "boris"))


@pytest.fixture
def desk(tmp_path) -> Engine:  # type: ignore[no-untyped-def]
    return open_desk(f"sqlite:///{tmp_path / 'desk.sqlite'}")


def suspects(n: int, agencies: int = 1) -> pd.DataFrame:
    rows = [{"key": f"a{k % agencies}", "reply": f"Принято {k}", "suspected": True, "score": 0.5} for k in range(n)]
    return pd.DataFrame(rows, index=[f"pos:{k}" for k in range(n)]).assign(**dict.fromkeys(WEIGHTS, False))


def samples(found: pd.DataFrame, size: int = 100) -> pd.DataFrame:
    return with_keys(drawn(found, size), found["reply"])


def test_two_reviewers_do_not_overwrite_each_other_and_the_latest_of_one_counts(desk: Engine) -> None:
    key = key_of("Принято 0")
    for who, verdict in ((ANNA, "wrong"), (ANNA, "right"), (BORIS, "wrong")):
        mark(who, "pos:0", key, verdict, engine=desk)
    assert marks(engine=desk).set_index("who")["verdict"].to_dict() == {"anna": "right", "boris": "wrong"}
    found = precision(samples(suspects(1)), marks(engine=desk))
    assert (found["right"], found["marked"], found["split"]) == (0, 1, 1)  # as many say right as wrong


def test_eighteen_of_twenty_have_their_wilson_interval_and_another_text_does_not_count(desk: Engine) -> None:
    found = suspects(20)
    sampled = samples(found)
    for place, row in enumerate(sampled.to_dict("records")):
        mark(ANNA, row["case_id"], row["reply_key"], "right" if place < 18 else "wrong", engine=desk)
    said = precision(sampled, marks(engine=desk))
    assert (said["right"], said["marked"], said["value"]) == (18, 20, 0.9)
    assert (round(said["low"], 3), round(said["high"], 3)) == (0.699, 0.972)
    changed = samples(found.assign(reply="Другой ответ"))
    assert precision(changed, marks(engine=desk))["marked"] == 0


def test_the_sample_does_not_follow_the_score_and_each_agency_has_its_own() -> None:
    found = suspects(400, agencies=2)
    one = samples(found, size=50)
    other = samples(found.assign(score=range(400)), size=50)
    assert one["case_id"].tolist() == other["case_id"].tolist()
    assert one["of_all"].sum() == 50
    assert one.groupby("key").size().tolist() == [50, 50]


def test_precision_of_an_agency_rests_on_its_own_replies(desk: Engine) -> None:
    sampled = samples(suspects(40, agencies=2))
    for row in sampled[sampled["key"] == "a0"].to_dict("records"):
        mark(BORIS, row["case_id"], row["reply_key"], "right", engine=desk)
    found = precision_by_key(sampled, marks(engine=desk))
    assert found["marked"].to_dict() == {"a0": 20}
    assert precision(sampled.head(0), marks(engine=desk))["value"] is None


def test_who_may_not_read_may_not_judge_and_a_verdict_is_right_or_wrong(desk: Engine) -> None:
    with pytest.raises(PermissionError):
        mark(scope_for("staff"), "pos:1", "x", "right", engine=desk)
    with pytest.raises(PermissionError):
        mark(scope_for("head"), "pos:1", "x", "right", engine=desk)
    with pytest.raises(ValueError, match="choose one of right, wrong"):
        mark(ANNA, "pos:1", "x", "perhaps", engine=desk)
