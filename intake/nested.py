"""Records of interfaces that hold records of their own: made flat, one row an appeal, before anything is read."""

import json
from collections.abc import Mapping
from typing import Any

Record = Mapping[str, Any]
# ССТУ: how far a question is. Of several questions the one that is furthest behind tells the state of the appeal.
SSTU_ORDER = ("NotReceived", "NotRegistered", "InWork", "Transferred", "LeftWithoutAnswer", "NotSupported", "Explained",
              "Answered", "Supported")  # fmt: skip
SSTU_OPEN = ("NotReceived", "NotRegistered", "InWork")
STEP = ("status", "statusText", "createdAt")
POS_CLOSING = ("SEND_RESPONSE", "MODERATION_DECLINE")


def is_nested(record: Record) -> bool:
    """Whether one object is such an appeal (and not a wrapper around a list of rows)."""
    return is_sstu(record) or is_pos(record)


def is_sstu(record: Record) -> bool:
    """An answer report for ССТУ: an appeal with its questions."""
    questions = record.get("questions")
    return "number" in record and isinstance(questions, list) and all(isinstance(one, dict) for one in questions)


def is_pos(record: Record) -> bool:
    """A message of the ПОС interface with its history."""
    return "posId" in record


def flat(record: dict[str, Any]) -> dict[str, Any]:
    """The same appeal without anything inside; other records as they are."""
    if is_sstu(record):
        return _sstu(record)
    return _pos(record) if is_pos(record) else record


def _sstu(record: Record) -> dict[str, Any]:
    """The sender's name is hashed later; address and e-mail are not taken. Dates: first in, first registered, and the
    last answer once every question has one.
    """
    questions = record["questions"]
    states = [str(one.get("status") or "") for one in questions]
    behind = min(states, key=lambda state: SSTU_ORDER.index(state) if state in SSTU_ORDER else -1, default="")
    answers = [one.get("responseDate") for one in questions]
    done = bool(answers) and all(answers) and behind not in SSTU_OPEN
    return {
        "number": record.get("number"),
        "createDate": record.get("createDate"),
        "name": record.get("name"),
        "incomingDate": _first(questions, "incomingDate") or record.get("createDate"),
        "registrationDate": _first(questions, "registrationDate"),
        "responseDate": max(map(str, answers)) if done else None,
        "code": next((one["code"] for one in questions if one.get("code")), None),
        "status": behind,
        "actionsTaken": any(one.get("actionsTaken") is True for one in questions) or None,
        "questions": len(questions),
    }


def _first(questions: list[Record], name: str) -> str | None:
    return min((str(one[name]) for one in questions if one.get(name)), default=None)


def _pos(record: Record) -> dict[str, Any]:
    """`applicant` holds personal details and is left where it is."""
    history = [step for step in record.get("history") or [] if isinstance(step, dict)]
    steps = sorted(history, key=lambda step: str(step.get("createdAt") or ""))
    answers = [step for step in steps if step.get("answer")]
    closing = [step for step in steps if step.get("status") in POS_CLOSING]
    closed = record.get("status") in POS_CLOSING and closing
    organisation, place = (_inside(record, name) for name in ("organizationInfo", "location"))
    return {
        "posId": record.get("posId"),
        "description": record.get("description"),
        "createdAt": record.get("createdAt"),
        "answerAt": record.get("answerAt"),
        "status": record.get("status"),
        "statusText": record.get("statusText"),
        **{name: record.get(f"{name}Name") or record.get(f"{name}Id") for name in ("subject", "subsubject", "fact")},
        "organizationInfo.name": organisation.get("name"),
        "organizationInfo.oktmo": organisation.get("oktmo"),
        "location.address": place.get("address"),
        "location.lat": place.get("lat") or place.get("latitude"),
        "location.lon": place.get("lon") or place.get("lng") or place.get("longitude"),
        "firstAnswerAt": answers[0].get("createdAt") if answers else None,
        "closedAt": closing[-1].get("createdAt") if closed else None,
        "answer": answers[-1].get("answer") if answers else None,
        "history": json.dumps(
            [[s.get("status"), s.get("statusText"), s.get("createdAt")] for s in steps], ensure_ascii=False
        ),
    }


def _inside(record: Record, name: str) -> Record:
    found = record.get(name)
    if isinstance(found, str):  # a place told in words only
        return {"address": found}
    return found if isinstance(found, dict) else {}
