"""Statutory appeals (59-ФЗ): registry export of «Дело». Day precision; «Содержание» stands twice: appeal and answer.

`Корр./Подписал` (the applicant) is only hashed. `Сообщение ПОС №` ties the card to a platform message: one event.
"""

from collections.abc import Callable

import pandas as pd
import pyarrow.compute as pc

from analysis.columns import arrow, text_series
from intake.layout import Layout, column
from intake.values import by_unique, spread
from intake.vocabulary import coded

_ANY_CODE = r"\(\d{4}(?:\.\d{4}){2,4}\)"
_CODE = rf"^\s*{_ANY_CODE}\s*"
_FIRST_WORDS = r"^(?P<words>[^.:;\n]{3,40})[.:;\n]"
_AFTER_FIRST = rf"(?s)(?<=\S)\s*{_ANY_CODE}.*"  # a cell may hold several: each is a question of the appeal


def shape(rows: pd.DataFrame) -> pd.DataFrame:
    """Rubric «(0002.0014.0143.0416) Name» → name and code, of several the first; the answer's first words → outcome."""
    found = pc.struct_field(pc.extract_regex(arrow(rows["reply_1"]), _FIRST_WORDS), "words")
    first_words = text_series(found, rows.index)
    outcome, unknown = coded(first_words, "statutory", "outcome")
    stated = first_words.where(outcome.notna() & ~unknown)
    coded_rubrics = _each(rows["rubric"], lambda rubric: rubric.str.count(_ANY_CODE).astype("Int64"))
    return rows.assign(
        topic_code=_each(rows["rubric"], _first_code),
        topic_1=_each(rows["rubric"], _first_name),
        questions=rows["questions"].fillna(coded_rubrics.where(coded_rubrics > 0)),
        registered_at=rows["filed_at"],
        statutory=pd.Series(True, index=rows.index, dtype="boolean"),
        outcome_source=rows["outcome_source"].fillna(stated),
        pos_number=_each(rows["pos_number"], lambda number: number.str.extract(r"(\d{6,})", expand=False)),
    )


def _first_code(rubric: pd.Series) -> pd.Series:
    return rubric.str.extract(rf"({_ANY_CODE})", expand=False).str.strip("()")


def _first_name(rubric: pd.Series) -> pd.Series:
    first = rubric.str.replace(_AFTER_FIRST, "", regex=True)
    return first.str.replace(_CODE, "", regex=True).str.strip(" \n;,")


def _each(text: pd.Series, work: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """`work` of each different text, back to the rows: rubrics are few, and look-behind is Python's alone."""
    codes, unique = by_unique(text)
    return spread(codes, work(pd.Series(unique, dtype="str")), text.index)


LAYOUT = Layout(
    name="registry",
    title="Registry of statutory appeals («Дело»)",
    channel="statutory",
    precision="day",
    columns={
        "number": column("№ РК", "Номер РК", "Рег. номер", "Рег. №", "Регистрационный номер"),
        "filed_at": column("Дата рег.", "Дата регистрации", "Дата рег"),
        "text": column("Содержание"),
        "reply_1": column("Содержание", occurrence=2),
        "applicant": column("Корр./Подписал", "Корр./подписал", "Корреспондент", "Заявитель"),
        "rubric": column("Рубрика", "Рубрики", "Тематика"),
        "questions": column("Количество вопросов", "Кол-во вопросов", "Вопросов"),
        "due_at": column("План (РК)", "Срок", "Контрольный срок", "План"),
        "closed_at": column("Факт (РК)", "Дата исполнения", "Дата ответа", "Факт"),
        "agency_source": column("Кому", "Исполнитель", "Ответственный исполнитель"),
        "pos_number": column("Сообщение ПОС №", "Номер сообщения ПОС"),
        "district_source": column("Муниципалитет"),
        "status_source": column("Состояние"),
        "outcome_source": column("Результат рассмотрения", "Результат"),
    },
    required=("number", "filed_at", "rubric", "closed_at"),
    vocabulary="statutory",
    shape=shape,
    cannot_answer=("first_response", "satisfaction", "negative", "repeat_review", "three_rates"),
)
