"""Polls with questions, options and results; public discussions and hearings; consultations exported from Polis."""

import pandas as pd

from analysis.masking import masked
from intake.applicants import applicant_keys
from intake.headers import normal_header
from intake.records.layouts import RECORD_LAYOUTS
from intake.records.reading import read_chunk
from intake.records.recognition import recognise
from intake.records.setting import Setting, column_of, keyed, text_of
from intake.records.volumes import Frames
from intake.reference.codes import made_id
from intake.remarks import Remarks
from intake.report import FileRefused

SUMMARY = "summary.csv"
TOTAL = r"(?i)(?:итого|всего|в целом)\b"


def poll_results(rows: pd.DataFrame, setting: Setting) -> Frames:
    """A row for each option × municipality; poll, question and option are made on the way.

    A poll without a code is known by its title; without a kind of question an answer is one of several, in a ranked
    vote one of many. Turned away: without an option or without votes.
    """
    if "district" in rows:  # «Итого» is no municipality
        rows = rows.assign(district=rows["district"].mask(rows["district"].str.match(TOTAL).fillna(False).astype(bool)))
    title = text_of(rows, "poll_title").fillna(text_of(rows, "poll"))
    rows = rows.assign(title=title, option=text_of(rows, "option"))
    rows = setting.without(rows, "no_name", "option", rows["option"].isna() | rows["title"].isna())
    rows = setting.placed(setting.without(rows, "no_count", "votes", rows["votes"].isna()))
    kind = setting.words(rows, "kind", "polls", "kind").fillna("poll")
    one_of = kind.map({"ranked_vote": "ranked"}).fillna("single").astype("str")
    rows = asked(rows.assign(kind=kind), setting, one_of)
    rows = rows.assign(
        option_id=rows["question_id"] + "|" + rows["option"].map(normal_header),
        voters=column_of(rows, "voters", "Int64"),
    )
    return {
        "poll_result": keyed(rows, "poll_result"),
        "poll": polls_of(rows),
        "poll_question": questions_of(rows, setting),
        "poll_option": options_of(rows, setting),
    }


def asked(rows: pd.DataFrame, setting: Setting, usual: pd.Series) -> pd.DataFrame:
    """With poll_id, question, question_kind (`usual` where the row names none) and question_id. `rows`: with title."""
    question = text_of(rows, "question").fillna(rows["title"])
    poll_id = text_of(rows, "poll").fillna(rows["title"].map(made_id))
    return rows.assign(
        poll_id=poll_id,
        question=question,
        question_kind=setting.words(rows, "question_kind", "polls", "question").fillna(usual),
        question_id=poll_id + "|" + question.map(normal_header),
    )


def polls_of(rows: pd.DataFrame) -> pd.DataFrame:
    """A row for each poll, of the first row that names it."""
    once = rows.drop_duplicates("poll_id")
    return once.assign(
        key=once["poll_id"],
        id=once["poll_id"],
        self_selected=~column_of(once, "sample", "boolean").fillna(False),
        district_id=None,
        district_source=None,
        voters=None,
    )


def questions_of(rows: pd.DataFrame, setting: Setting) -> pd.DataFrame:
    """A row for each question, in the order in which they were met."""
    once = rows.drop_duplicates("question_id")
    ids = once["question_id"]
    return once.assign(
        key=ids, id=ids, kind=once["question_kind"], title=once["question"], position=setting.positions("question", ids)
    )


def options_of(rows: pd.DataFrame, setting: Setting) -> pd.DataFrame:
    """A row for each option, in the order in which they were met."""
    once = rows.drop_duplicates("option_id")
    ids = once["option_id"]
    return once.assign(key=ids, id=ids, title=once["option"], position=setting.positions("option", ids))


def discussions(rows: pd.DataFrame, setting: Setting) -> Frames:
    """A row for each public discussion or hearing, known by its number, else by title and beginning."""
    rows = setting.without(rows, "no_name", "title", text_of(rows, "title").isna())
    rows = setting.placed(rows)
    begins = column_of(rows, "starts_at", "datetime64[us]").dt.strftime("%Y-%m-%d").fillna("")
    made = (rows["title"] + "\x1f" + begins).map(made_id).astype("str")
    ids = text_of(rows, "number").fillna(made)
    kind = setting.words(rows, "kind", "polls", "kind").fillna("discussion")
    return {"discussion": rows.assign(key=ids, id=ids, kind=kind)}


def polis_summary(rows: pd.DataFrame, setting: Setting) -> Frames:
    """What a consultation is called, and how many took part."""
    ids = "polis:" + rows["url"].str.rstrip("/").str.rpartition("/")[2]
    return {
        "poll": rows.assign(
            key=ids,
            id=ids,
            kind="statements",
            title=rows["topic"],
            description=masked(text_of(rows, "description")),
            self_selected=True,
        )
    }


def polis_comments(rows: pd.DataFrame, setting: Setting) -> Frames:
    """A row for each statement with the counts the export gives. Who wrote it is not read."""
    rows = setting.without(rows, "no_key", "number", rows["number"].isna())
    summary, poll_id = _consultation(rows, setting)
    ids = poll_id + "#" + rows["number"]
    statements = rows.assign(
        key=ids,
        id=ids,
        poll_id=poll_id,
        text=masked(rows["text"]),
        created_at=column_of(rows, "created_ms", "datetime64[us]"),
    )
    return {"poll_statement": statements, "poll": summary}


def polis_votes(rows: pd.DataFrame, setting: Setting) -> Frames:
    """A row for each vote. Who votes again on a statement changes the vote: the latest counts."""
    rows = setting.without(rows, "no_key", "number", rows["number"].isna() | rows["voter"].isna())
    rows = setting.without(rows, "no_count", "vote", rows["vote"].isna())
    summary, poll_id = _consultation(rows, setting)
    voter = applicant_keys(poll_id + "/" + rows["voter"])
    ids = poll_id + "#" + rows["number"]
    at = column_of(rows, "voted_ms", "datetime64[us]")
    order = at.astype("datetime64[s]").astype("int64").where(at.notna(), 0)
    votes = rows.assign(key=ids + "|" + voter, poll_id=poll_id, statement_id=ids, voter_key=voter, at=at, order=order)
    return {"statement_vote": votes, "poll": summary}


def _consultation(rows: pd.DataFrame, setting: Setting) -> tuple[pd.DataFrame, str]:
    """The poll that summary.csv beside the file describes, as a row of the file's first row, and its id."""
    beside = setting.path.with_name(SUMMARY)
    found = recognise(beside) if beside.is_file() else None
    if found is None or found.layout is not RECORD_LAYOUTS["polis_summary"]:
        raise FileRefused(
            f"{setting.path.name}: this is a part of a Polis export, and only its {SUMMARY} says of which "
            f"consultation. Put {SUMMARY} into the same folder (or upload both together) and load the file again."
        )
    table = found.tables[0]
    raw = next(table.grid.chunks(table.header, table.positions))
    summary = polis_summary(read_chunk(raw, "UTC", Remarks()), setting)["poll"]
    poll_id = str(summary["id"].iloc[0])
    return summary.set_axis(rows.index[:1]) if len(rows) else summary.iloc[:0], poll_id
