"""Surveys row by row: what each respondent chose or wrote, and the residents they stand for by age and sex."""

import pandas as pd

from analysis.masking import masked
from intake.applicants import applicant_keys
from intake.headers import normal_header
from intake.records.people import OLDEST, ages, band, edges
from intake.records.polls import asked, options_of, polls_of, questions_of
from intake.records.setting import Setting, column_of, keyed, text_of
from intake.records.volumes import Frames, fingerprints


def poll_answers(rows: pd.DataFrame, setting: Setting) -> Frames:
    """A row for each answer; poll, question and (of a closed question) option are made on the way.

    Without a kind of question an answer was written. A respondent is known by the number of the questionnaire, salted
    and hashed with the poll; a row without one is a respondent of its own. Texts are masked, of an age its band is
    kept. Turned away: without an answer or a poll; one of several answers without a number, for nobody knows how many
    people gave them.
    """
    title = text_of(rows, "poll_title").fillna(text_of(rows, "poll"))
    known = text_of(rows, "respondent").fillna(fingerprints(rows, setting))
    rows = rows.assign(title=title, known=known, answer=text_of(rows, "answer"))
    rows = setting.without(rows, "no_name", "answer", rows["answer"].isna() | rows["title"].isna())
    kind = setting.words(rows, "kind", "polls", "kind").fillna("poll")
    written = pd.Series("text", index=rows.index, dtype="str")
    rows = asked(people_of(setting.placed(rows).assign(kind=kind), setting), setting, written)
    nobodys = (rows["question_kind"] == "multiple") & text_of(rows, "respondent").isna()
    rows = setting.without(rows, "no_number", "respondent", nobodys)
    return answers_of(rows.assign(option=rows["answer"]), setting)


def people_of(rows: pd.DataFrame, setting: Setting) -> pd.DataFrame:
    """With age (a band), sex and at, the moment of the answer: what is kept of who answered."""
    return rows.assign(
        age=_bands(rows, setting),
        sex=setting.words(rows, "sex", "polls", "sex"),
        at=column_of(rows, "answered_at", "datetime64[us]"),
    )


def answers_of(rows: pd.DataFrame, setting: Setting) -> Frames:
    """The answers with their poll, questions and options. `rows`: an answer each, as `people_of` and `asked` leave
    them, with title, known (of the respondent), answer and option (what is counted; where it is not the answer itself,
    the words of the answer are kept beside it).
    """
    is_text = rows["question_kind"] == "text"
    said, option = masked(rows["answer"]), masked(rows["option"])
    respondent = applicant_keys(rows["poll_id"] + "/" + rows["known"])
    option_id = (rows["question_id"] + "|" + option.map(normal_header)).mask(is_text)
    # Of several answers each is one; otherwise the last one of a respondent counts.
    one_of_several = option_id.where(rows["question_kind"] == "multiple", rows["question_id"])
    rows = rows.assign(
        key=one_of_several + "|" + respondent,
        option=option,
        option_id=option_id,
        text=said.where(is_text | (option != said)),
        respondent_key=respondent,
    )
    frames = {"poll_answer": rows, "poll": polls_of(rows), "poll_question": questions_of(rows, setting)}
    return frames | {"poll_option": options_of(rows[~is_text], setting)}


def _bands(rows: pd.DataFrame, setting: Setting) -> pd.Series:
    text = text_of(rows, "age")
    found = band(*ages(text))
    setting.remarks.warn("unknown_age", found.isna() & text.notna(), "age", text)
    return found


def resident_groups(rows: pd.DataFrame, setting: Setting) -> Frames:
    """A row for each municipality (or the region) × sex × span of ages. Turned away: no readable age (totals of all
    ages too), sex or count; no municipality where several regions are loaded: nobody knows of which the row is.
    """
    first, last = ages(text_of(rows, "age"))
    rows = rows.assign(age_from=first, age_to=last)
    rows = setting.without(rows, "no_age", "age", rows["age_from"].isna())
    rows = rows.assign(sex=setting.words(rows, "sex", "polls", "sex"))
    rows = setting.without(rows, "no_sex", "sex", rows["sex"].isna())
    rows = setting.without(rows, "no_count", "people", rows["people"].isna())
    if len(setting.lookup.zones) > 1:
        rows = setting.without(rows, "no_place", "district", text_of(rows, "district").isna())
    is_open = (rows["age_to"] == OLDEST) & (rows["age_from"] < edges("65+")[0])
    setting.remarks.warn("open_age", is_open, "age", text_of(rows, "age"))
    year = pd.to_numeric(text_of(rows, "year").str.extract(r"((?:19|20)\d\d)")[0]).astype("Int64")
    of_day = column_of(rows, "as_of", "datetime64[us]").dt.year.astype("Int64")
    return {"resident_group": keyed(setting.placed(rows).assign(year=year.fillna(of_day)), "resident_group")}
