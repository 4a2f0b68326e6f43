"""Interfaces that send JSON with records inside: messages of ПОС with their history, the ССТУ report of answers."""

from typing import Any

import numpy as np
import pandas as pd

from data_samples.answers import DECLINED, EXPLAINED, REDIRECTED, REFUSED, SOLVED
from data_samples.layouts import Setting
from data_samples.layouts.words import named
from data_samples.people_and_places import MUNICIPALITIES, UTC_OFFSET, person
from data_samples.plan import source_number
from data_samples.replies import replies
from data_samples.texts import addresses, complaints
from data_samples.writers import Columns

_ANSWERS = {SOLVED: "Supported", EXPLAINED: "Explained", REFUSED: "NotSupported", REDIRECTED: "Transferred"}


def pos_api(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """Messages with what happened to them; `applicant` is personal and has to be left alone by whoever reads it."""
    point = setting.streets.point(cases["street"].to_numpy(), cases["house"].to_numpy())
    where = addresses(cases, setting.streets)
    organisation = zip(named("agency", cases["agency"]), cases["district"].tolist(), strict=True)
    status = [_status(case) for case in cases.to_dict("records")]
    return [
        ("posId", cases["number"].tolist()),
        ("description", complaints("open311", cases, setting.streets, rng)),
        ("location", [{"address": a, "lat": y, "lng": x} for a, (x, y) in zip(where, point.tolist(), strict=True)]),
        ("subjectName", named("pos_group", cases["theme"])),
        ("subsubjectName", named("theme", cases["theme"])),
        ("organizationInfo", [{"name": name, "oktmo": MUNICIPALITIES[at].oktmo if at >= 0 else None}
                              for name, at in organisation]),
        ("createdAt", _stamps(cases["filed"])),
        ("answerAt", _stamps(cases["filed"] + pd.Timedelta(30, "D"))),
        ("status", [code for code, _ in status]),
        ("statusText", [text for _, text in status]),
        ("applicant", [{"name": person(a, a // 40, a // 2400), "phone": "+7 000 000-00-00"} for a in cases["author"]]),
        ("history", _histories(cases, replies("open311", cases, setting.streets, setting.temper, rng))),
    ]  # fmt: skip


def _status(case: dict[Any, Any]) -> tuple[str, str]:
    if pd.isna(case["closed"]):
        return "TAKE_TO_WORK", "Принято в работу"
    if case["outcome"] == DECLINED:
        return "MODERATION_DECLINE", "Отклонено модератором"
    return "SEND_RESPONSE", "Отправлен ответ заявителю"


def _histories(cases: pd.DataFrame, answers: list[str]) -> list[list[dict[str, Any]]]:
    """New, accepted, taken, and the answer where there is one."""
    filed = cases["filed"]
    closed = cases["closed"].clip(lower=filed + pd.Timedelta(1, "h"))  # days elsewhere: some end at their beginning
    found = []
    for case, start, end, answer in zip(cases.to_dict("records"), filed, closed, answers, strict=True):
        steps: list[tuple[str, str, Any]] = [("MODERATION_NEW", "Новое", start)]
        if pd.notna(end) and case["outcome"] != DECLINED:
            steps.append(("MODERATION_ACCEPT", "Принято модератором", start + (end - start) * 0.1))
            steps.append(("TAKE_TO_WORK", "Принято в работу", start + (end - start) * 0.3))
        history: list[dict[str, Any]] = [
            {"status": code, "statusText": text, "createdAt": _stamps(pd.Series([at]))[0]} for code, text, at in steps
        ]
        if pd.notna(end):
            code, text = _status(case)
            last = {"status": code, "statusText": text, "answer": answer, "createdAt": _stamps(pd.Series([end]))[0]}
            history.append(last)
        found.append(history)
    return found


def sstu(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """Appeals with one or two questions each; every tenth is open."""
    incoming = cases["filed"].dt.strftime("%Y-%m-%d").tolist()
    done = cases["closed"].dt.strftime("%Y-%m-%d").tolist()
    codes = [rubric.strip("(").split(")")[0] for rubric in named("rubric", cases["theme"])]
    twice = (rng.random(len(cases)) < 0.2).tolist()
    questions = []
    for day, end, code, outcome, two in zip(incoming, done, codes, cases["outcome"].tolist(), twice, strict=True):
        answered = isinstance(end, str)
        question = {"code": code, "status": _ANSWERS.get(outcome, "Answered") if answered else "InWork",
                    "incomingDate": day, "registrationDate": day}  # fmt: skip
        if answered:
            question |= {"responseDate": end, "actionsTaken": outcome == SOLVED}
        questions.append([question, question | {"code": codes[0]}] if two else [question])
    filed = cases["filed"].dt.to_pydatetime()
    return [
        ("departmentId", ["00000000-0000-0000-0000-000000000000"] * len(cases)),
        ("number", [source_number("statutory", n, at) for n, at in zip(cases["number"], filed, strict=True)]),
        ("createDate", incoming),
        ("name", [person(a, a // 40, a // 2400) for a in cases["author"].tolist()]),
        ("address", addresses(cases, setting.streets)),
        ("questions", questions),
    ]


def _stamps(times: pd.Series) -> list[str]:
    """Local times with the region's offset."""
    seconds = np.datetime_as_string(times.to_numpy().astype("datetime64[s]"), unit="s").tolist()
    return [f"{text}{UTC_OFFSET}" for text in seconds]
