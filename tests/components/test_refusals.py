"""Every sentence with which the loader refuses a file has a translation, and keeps its parts."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from components import import_words, refusals
from components.words import speak
from intake import own_checks

INTAKE = Path(__file__).resolve().parents[2] / "intake"
# Not raised on a file a browser uploads: the command line's own mistakes.
ONLY_ON_THE_COMMAND_LINE = ("this is a folder", "no such file", "No layout is called", "is not a reference layout")


def sentences() -> Iterator[str]:
    """The sentences of `raise FileRefused(f"…")` with X for each part."""
    for file in sorted(INTAKE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "FileRefused",
                "LayoutUnknown",
                "CannotUndo",
            ):
                text = written(node.args[0])
                if text.strip("X: ") and not any(own in text for own in ONLY_ON_THE_COMMAND_LINE):
                    yield text


def written(argument: ast.expr) -> str:
    """An f-string with X for each part; nothing for what is not one."""
    if not isinstance(argument, ast.JoinedStr):
        return ""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in argument.values)


@pytest.mark.parametrize("sentence", sorted(set(sentences())))
def test_every_refusal_is_understood_in_russian(sentence: str) -> None:
    speak("ru")
    try:
        said = refusals.in_words(sentence)
    finally:
        speak(None)
    assert said != sentence and any("а" <= letter <= "я" for letter in said.lower())


def test_the_parts_of_a_refusal_are_kept() -> None:
    speak("ru")
    try:
        said = refusals.in_words("a.csv, row 12: a quotation mark is opened and never closed. Export the file again.")
        what = refusals.in_words(
            "a.xlsx: this is a PDF document, not a table. Export the table as XLSX or CSV and load that."
        )
    finally:
        speak(None)
    assert said == "a.csv, строка 12: кавычка открыта и не закрыта. Выгрузите файл заново."
    assert "документ PDF" in what


def test_a_layout_and_a_kind_of_question_are_told_as_people_call_them() -> None:
    speak("ru")
    try:
        kinds = refusals.in_words(
            "a.csv: the question «Чем?» of this poll was loaded as «несколько вариантов», here it is «один "
            "вариант». Take that import back first, or let the header say what it is: «Чем? (несколько вариантов)»."
        )
        layout = refusals.in_words(
            "It looks like a survey with a column for each question, but registers have such columns too: «Вид», "
            "«Тема». Give these questions other headers, or load the file as «survey_columns» (on the command line: "
            "--layout survey_columns)."
        )
    finally:
        speak(None)
    assert "загружен с типом «несколько вариантов», а здесь он «один вариант»" in kinds
    assert "бывает: «Вид», «Тема»." in layout and "формат «Анкета: по столбцу на вопрос»" in layout


def test_every_cure_of_a_layout_file_is_translated() -> None:
    cures = {text for name, text in vars(own_checks).items() if name.isupper() and isinstance(text, str)}
    assert cures <= set(refusals.THINGS)


def test_what_is_wrong_with_layout_files_is_said_behind_the_refusal() -> None:
    speak("ru")
    try:
        said = refusals.in_words(
            "a.csv: the file is empty. Export it again. "
            "Layout b.yaml, key «title», value «–»: this key is missing: add it."
        )
    finally:
        speak(None)
    assert said.startswith("a.csv: файл пуст")
    assert said.endswith("Формат b.yaml, ключ «title», значение «–»: этого ключа не хватает, добавьте его.")


def test_a_sentence_nobody_translated_is_shown_as_it_came() -> None:
    assert refusals.in_words("Something else happened.") == "Something else happened."


def test_every_reason_and_warning_of_the_loader_has_words() -> None:
    from intake.showing import REASONS, WARNINGS

    assert set(REASONS) <= set(import_words.REASONS)
    assert set(WARNINGS) <= set(import_words.WARNINGS)


def test_every_layout_has_a_name() -> None:
    from intake.load import ALL_LAYOUTS

    assert set(ALL_LAYOUTS) <= set(import_words.LAYOUTS)
