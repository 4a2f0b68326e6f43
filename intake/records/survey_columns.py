"""Surveys with a column for each question: a row for each respondent becomes a row for each answer."""

import pandas as pd

from intake.applicants import applicant_keys
from intake.headers import normal_header
from intake.records.poll_answers import answers_of, people_of
from intake.records.setting import Setting, column_of, text_of
from intake.records.survey_header import QUESTION
from intake.records.survey_kinds import Kind, is_yes
from intake.records.survey_plan import NONE, OTHER, Asked, named_polls
from intake.records.volumes import Frames, fingerprints


def survey_columns(rows: pd.DataFrame, setting: Setting) -> Frames:
    """A row for each answer of each respondent, as `poll_answers` has it, after the plan of the file.

    A later row of the same respondent in a poll replaces the whole earlier one. Without a number a respondent is known
    by the moment of the answer, of several at one moment by their order: columns come and go. Turned away: with
    neither, and without any answer; who answers nothing any more is kept in `setting.cleared`.
    """
    plan = setting.survey
    if plan is None:
        raise ValueError("a survey is shaped after its plan: see intake.records.survey_plan")
    ids, titles = named_polls(rows, plan.title)
    rows = rows.assign(poll_id=ids, title=titles, known=_known(rows, ids, setting))
    rows = setting.without(rows, "no_respondent", "respondent", rows["known"].isna())
    own = pd.Series(rows.index, index=rows.index, dtype="int64")
    last = pd.Series([plan.last.get(who) for who in zip(rows["poll_id"], rows["known"], strict=True)],
                     index=rows.index, dtype="Int64")  # fmt: skip
    rows = setting.without(rows, "duplicate_key_in_file", "respondent", last.fillna(own).ne(own).astype("bool"))
    said = [_answers(rows, asked).assign(asked=place, question=asked.title, question_kind=asked.kind.code)
            for place, asked in enumerate(plan.questions, 1)]  # fmt: skip
    answers = pd.concat(said)
    silent = pd.Series(~rows.index.isin(answers.index), index=rows.index)
    setting.cleared |= set(applicant_keys((rows["poll_id"] + "/" + rows["known"])[silent]))
    setting.cleared |= {f"{poll}|{normal_header(title)}" for poll in rows["poll_id"].unique() for title in plan.empty}
    rows = setting.without(rows, "no_answer", None, silent)
    rows = rows.drop(columns=[name for name in rows.columns if name.startswith(QUESTION)])
    rows = setting.placed(rows).assign(kind=setting.words(rows, "kind", "polls", "kind").fillna("poll"))
    long = people_of(rows, setting).join(answers, how="inner")
    frames = answers_of(long.assign(question_id=long["poll_id"] + "|" + long["question"].map(normal_header)), setting)
    for table, place in (("poll_question", "asked"), ("poll_option", "place")):
        frames[table] = frames[table].assign(position=frames[table][place])
    return frames


def _known(rows: pd.DataFrame, ids: pd.Series, setting: Setting) -> pd.Series:
    """What a respondent is known by: the number of the questionnaire, else the moment; missing without both."""
    known = text_of(rows, "respondent")
    moment = column_of(rows, "answered_at", "datetime64[us]")
    lone = known.isna() & moment.notna()
    if not lone.any():
        return known
    return known.fillna(fingerprints(pd.DataFrame({"poll": ids, "at": moment})[lone], setting))


def _answers(rows: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """option (what is counted), answer (what was said), place (of the option), indexed by row."""
    if len(asked.columns) > 1:
        pairs = _ticked(rows, asked)
    else:
        cells = rows[next(iter(asked.columns))].dropna()
        taken = {cell: _taken(cell, asked.kind) for cell in cells.unique().tolist()}
        pairs = pd.Series([taken[cell] for cell in cells.tolist()], index=cells.index, dtype=object).explode()
    order = {option: place for place, option in enumerate((*asked.kind.options, OTHER, NONE), 1)}
    found = pd.DataFrame(pairs.tolist(), index=pairs.index, columns=["option", "answer"], dtype="str")
    return found.assign(place=found["option"].map(order).astype("Int64"))


def _taken(cell: str, kind: Kind) -> list[tuple[str, str]]:
    """(option, answer) of one cell; what is no option stands under «Другое», with its words."""
    if kind.code == "text":
        return [(cell, cell)]
    options, words = kind.taken(cell)
    return [(option, option) for option in options] + ([(OTHER, "; ".join(words))] if words else [])


def _ticked(rows: pd.DataFrame, asked: Asked) -> pd.Series:
    """The same of a question whose options have a column each; who ticked none of them chose none."""
    cells = rows[list(asked.columns)]
    yes = pd.DataFrame(
        {column: cells[column].map(lambda cell, option=option: is_yes(cell, option or ""), na_action="ignore")
         for column, option in asked.columns.items()}
    ).eq(True)  # fmt: skip
    chosen = [pd.Series([(option, option)] * int(ticks.sum()), index=ticks.index[ticks], dtype=object)
              for option, ticks in ((asked.columns[str(name)], yes[name]) for name in yes)]  # fmt: skip
    none = cells.notna().any(axis=1) & ~yes.any(axis=1)
    return pd.concat([*chosen, pd.Series([(NONE, NONE)] * int(none.sum()), index=none.index[none], dtype=object)])
