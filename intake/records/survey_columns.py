"""Surveys with a column for each question: a row for each respondent becomes a row for each answer."""

import pandas as pd

from intake.headers import normal_header
from intake.records.poll_answers import answers_of, people_of
from intake.records.setting import Setting, text_of
from intake.records.survey_header import QUESTION
from intake.records.survey_kinds import Kind, is_yes
from intake.records.survey_plan import Asked
from intake.records.volumes import Frames, fingerprints
from intake.reference.codes import made_id

OTHER, NONE = "Другое", "Ничего из перечисленного"


def survey_columns(rows: pd.DataFrame, setting: Setting) -> Frames:
    """A row for each answer of each respondent, as `poll_answers` has it, after the plan of the file.

    A later row of the same respondent replaces the whole earlier one. Turned away: without any answer.
    """
    plan = setting.survey
    if plan is None:
        raise ValueError("a survey is shaped after its plan: see intake.records.survey_plan")
    rows = rows.assign(known=text_of(rows, "respondent").fillna(fingerprints(rows, setting)))
    own = pd.Series(rows.index, index=rows.index, dtype="int64")
    earlier = rows["known"].map(plan.last).fillna(own).astype("int64") != own
    rows = setting.without(rows, "duplicate_key_in_file", "respondent", earlier)
    said = [_answers(rows, asked).assign(asked=place, question=asked.title, question_kind=asked.kind.code)
            for place, asked in enumerate(plan.questions, 1)]  # fmt: skip
    answers = pd.concat(said) if said else pd.DataFrame(columns=["option", "answer"])
    silent = pd.Series(~rows.index.isin(answers.index), index=rows.index)
    rows = setting.without(rows, "no_answer", None, silent)
    rows = rows.drop(columns=[name for name in rows.columns if name.startswith(QUESTION)])
    title = text_of(rows, "poll_title").fillna(plan.title)
    rows = setting.placed(rows).assign(
        title=title,
        poll_id=text_of(rows, "poll").fillna(title.map(made_id).astype("str")),
        kind=setting.words(rows, "kind", "polls", "kind").fillna("poll"),
    )
    long = people_of(rows, setting).join(answers, how="inner")
    frames = answers_of(long.assign(question_id=long["poll_id"] + "|" + long["question"].map(normal_header)), setting)
    for table, place in (("poll_question", "asked"), ("poll_option", "place")):
        frames[table] = frames[table].assign(position=frames[table][place])
    return frames


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
    parts = kind.parts(cell)
    other = "; ".join(part for part in parts if part not in kind.options)
    return [(part, part) for part in parts if part in kind.options] + ([(OTHER, other)] if other else [])


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
