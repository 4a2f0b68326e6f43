"""Statutory appeals (59-ФЗ): registry export of «Дело». Day precision; «Содержание» stands twice: appeal and answer.

`Корр./Подписал` (the applicant) is only hashed. `Сообщение ПОС №` ties the card to a platform message: one event.
"""

import pandas as pd

from intake.layout import Layout, column
from intake.vocabulary import coded

_ANY_CODE = r"\(\d{4}(?:\.\d{4}){2,4}\)"
_CODE = rf"^\s*{_ANY_CODE}\s*"
_AFTER_FIRST = rf"(?s)(?<=\S)\s*{_ANY_CODE}.*"  # a cell may hold several: each is a question of the appeal


def shape(rows: pd.DataFrame) -> pd.DataFrame:
    """Rubric «(0002.0014.0143.0416) Name» → name and code, of several the first; the answer's first words → outcome."""
    first_words = rows["reply_1"].str.extract(r"^([^.:;\n]{3,40})[.:;\n]", expand=False)
    outcome, unknown = coded(first_words, "statutory", "outcome")
    stated = first_words.where(outcome.notna() & ~unknown)
    coded_rubrics = rows["rubric"].str.count(_ANY_CODE).fillna(0)
    first = rows["rubric"].str.replace(_AFTER_FIRST, "", regex=True)
    return rows.assign(
        topic_code=rows["rubric"].str.extract(rf"({_ANY_CODE})", expand=False).str.strip("()").astype("str"),
        topic_1=first.str.replace(_CODE, "", regex=True).str.strip(" \n;,").astype("str"),
        questions=rows["questions"].fillna(coded_rubrics.where(coded_rubrics > 0).astype("Int64")),
        registered_at=rows["filed_at"],
        statutory=pd.Series(True, index=rows.index, dtype="boolean"),
        outcome_source=rows["outcome_source"].fillna(stated),
        pos_number=rows["pos_number"].str.extract(r"(\d{6,})", expand=False),
    )


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
