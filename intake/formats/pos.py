"""«Госуслуги. Решаем вместе»: message export, sheet Sheet0, 25 columns; the older one lacks the two 59-ФЗ columns.

Day precision. The district comes from the organisation. The three columns with names of officials are not read.
"""

import pandas as pd

from intake.layout import Layout, column

CASE_URL = "https://pos.gosuslugi.ru/backoffice/appeals/"

_OLDER = {
    "number": column("Номер", "№", "Номер сообщения"),
    "region_name": column("Верхнеуровневый ЛКО"),
    "topic_1": column("Категория"),
    "topic_2": column("Подкатегория"),
    "topic_3": column("Факт"),
    "agency_received_source": column("Организация, в которую поступило сообщение"),
    "agency_source": column("Организация, в которой находится сообщение"),
    "filed_at": column("Дата поступления"),
    "due_at": column("Дата планируемого завершения работ"),
    "closed_at": column("Дата фактического завершения работ"),
    "stage_source": column("Стадия"),
    "status_source": column("Статус"),
    "source_overdue": column("Просрочено"),
    "fast_track": column("Фаст-трек", "Фаст трек"),
    "outcome_source": column("Тип решения"),
    "rating": column("Оценка ответа заявителем"),
    "repeat_review": column("Повторное рассмотрение"),
}
_NEEDED = ("number", "filed_at", "closed_at", "status_source", "agency_source", "topic_1")
_SILENT = ("first_response", "three_rates")  # no hour of the first reply, no call-backs


def shape(rows: pd.DataFrame) -> pd.DataFrame:
    """59-ФЗ by the law or by the applicant's choice; the link to the case."""
    by_law = rows["kind_source"].str.contains("59").astype("boolean")
    return rows.assign(
        statutory=rows["statutory"].fillna(False) | by_law.fillna(False), source_url=CASE_URL + rows["number"]
    )


def shape_older(rows: pd.DataFrame) -> pd.DataFrame:
    """Without the two columns nobody knows which messages are statutory."""
    return shape(rows).assign(statutory=rows["statutory"])


POS_2026 = Layout(
    name="pos_2026",
    title="ПОС «Решаем вместе», 25 columns",
    channel="pos",
    precision="day",
    columns=_OLDER | {"kind_source": column("ФЗ"), "statutory": column("Заявитель выбрал подачу по 59-ФЗ")},
    required=(*_NEEDED, "kind_source", "statutory"),
    vocabulary="pos",
    by_agency=True,
    shape=shape,
    cannot_answer=_SILENT,
)

POS_OLDER = Layout(
    name="pos_older",
    title="ПОС «Решаем вместе», without the 59-ФЗ columns",
    channel="pos",
    precision="day",
    columns=_OLDER,
    required=_NEEDED,
    vocabulary="pos",
    by_agency=True,
    shape=shape_older,
    cannot_answer=_SILENT,
)
