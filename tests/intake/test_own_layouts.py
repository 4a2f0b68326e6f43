"""Layouts of the region's own: YAML files that become the same layouts as the shipped ones, or say what is wrong."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from intake.__main__ import main
from intake.layout import OWN_FIELDS, Column, Layout
from intake.load import load_file
from intake.own_checks import MEANINGS, NO_KEY, PERSONAL, is_pattern
from intake.own_layouts import as_layout, as_yaml, bad_layouts, own_layouts, read_layout, save_layout
from intake.recognition import recognise
from intake.report import FileRefused
from store.engine import open_store
from store.tables import channel
from tests.intake.small_files import NOW, case_of, cases_of, counts, make_region, pos_row, texts_of, write_csv

GERMAN = {
    "Meldungsnummer": "2026-0001",
    "Eingangsdatum": "05.01.2026 08:30",
    "Erledigt am": "07.01.2026 10:00",
    "Status": "erledigt",
    "Kategorie": "Дороги",
    "Stadtbezirk": "Сосновск",
    "Name": "Erika Mustermann",
    "Telefon": "+7 900 123-45-67",
    "Beschreibung": "Schlagloch. Rückruf: +7 900 123-45-67",
}
YAML = """
title: Mängelmelder
channel: maengel
columns:
  number: Meldungsnummer
  filed_at: [Eingangsdatum, Eingang]
  closed_at: Erledigt am
  status_source: Status
  topic_1: Kategorie
  district_source: Stadtbezirk
  text: Beschreibung
words:
  state: {erledigt: answered, in Bearbeitung: in_progress}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The region's own folder of layouts, empty."""
    made = tmp_path / "layouts"
    made.mkdir()
    monkeypatch.setenv("SVODKA_LAYOUTS", str(made))
    return made


@pytest.fixture
def german(folder: Path) -> Path:
    (folder / "maengel.yaml").write_text(YAML, encoding="utf-8")
    return folder


def german_file(path: Path) -> Path:
    other = {"Meldungsnummer": "2026-0002", "Status": "in Bearbeitung"}
    third = {"Meldungsnummer": "2026-0003", "Status": "vertagt", "Erledigt am": ""}
    return write_csv(path, [GERMAN, GERMAN | other, GERMAN | third])


def test_a_layout_of_the_region_is_recognised_and_read_like_a_shipped_one(
    region_store: Engine, german: Path, tmp_path: Path
) -> None:
    report = load_file(german_file(tmp_path / "m.csv"), engine=region_store, now=NOW)
    assert (report.layout, counts(report)) == ("maengel", (3, 3, 0, 0, 0))
    assert report.new_words == {"unknown_status": {"Status": {"vertagt": 1}}}
    first = case_of(region_store, "maengel:2026-0001")
    assert (first["state"], first["district_id"], first["topic_id"]) == ("answered", "99701000", "T1")
    assert first["filed_at"] == datetime(2026, 1, 5, 3, 30)  # the region's clock is UTC+5
    assert first["close_seconds"] == 2 * 86_400 + 5_400
    again = load_file(german_file(tmp_path / "again.csv"), engine=region_store, now=NOW)
    assert counts(again) == (3, 0, 0, 3, 0)


def test_what_is_open_by_its_status_is_not_closed_by_a_date(
    duckdb_region: Engine, german: Path, tmp_path: Path
) -> None:
    report = load_file(german_file(tmp_path / "m.csv"), engine=duckdb_region, now=NOW)
    assert report.warnings_by_kind["closed_while_open"] == 1
    cases = cases_of(duckdb_region)["closed_at"].notna()
    assert cases.to_dict() == {"maengel:2026-0001": True, "maengel:2026-0002": False, "maengel:2026-0003": False}


def test_what_ended_was_closed_when_it_was_last_changed(duckdb_region: Engine, german: Path, tmp_path: Path) -> None:
    text = YAML.replace("closed_at: Erledigt am", "updated_at: Erledigt am")
    (german / "maengel.yaml").write_text(text, encoding="utf-8")
    report = load_file(german_file(tmp_path / "m.csv"), engine=duckdb_region, now=NOW)
    assert "time_to_answer" not in report.cannot_answer
    closed = cases_of(duckdb_region)["close_seconds"].dropna()
    assert closed.to_dict() == {"maengel:2026-0001": 2 * 86_400 + 5_400}


def test_names_and_telephones_of_a_mapped_file_are_not_stored(
    duckdb_region: Engine, german: Path, tmp_path: Path
) -> None:
    load_file(german_file(tmp_path / "m.csv"), engine=duckdb_region, now=NOW)
    texts = str(texts_of(duckdb_region).to_csv())
    stored = str(cases_of(duckdb_region).to_csv()) + texts
    assert "Mustermann" not in stored and "123-45-67" not in stored
    assert "Schlagloch. Rückruf: [телефон]" in texts


def test_a_channel_of_the_layout_s_own_is_made_and_a_dry_run_keeps_none(
    region_store: Engine, german: Path, tmp_path: Path
) -> None:
    path = german_file(tmp_path / "m.csv")

    def known() -> bool:
        with region_store.connect() as connection:
            return connection.execute(select(channel.c.code).where(channel.c.code == "maengel")).first() is not None

    load_file(path, engine=region_store, now=NOW, dry_run=True)
    assert not known()
    load_file(path, engine=region_store, now=NOW)
    assert known()


def test_the_command_line_and_the_watched_folder_take_it(
    german: Path, duckdb_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    make_region(open_store(duckdb_url))
    open_store(duckdb_url).dispose()
    open_store.cache_clear()
    monkeypatch.setenv("DATABASE_URL", duckdb_url)
    path = german_file(tmp_path / "m.csv")
    assert main([str(path), "--dry-run", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["layout"] == "maengel"
    assert main(["layouts"]) == 0
    assert "maengel" in capsys.readouterr().out
    watched = tmp_path / "in"
    watched.mkdir()
    path.rename(watched / "m.csv")
    assert main(["watch", str(watched), "--once", "--settle", "0", "--format", "json"]) == 0
    assert '"layout": "maengel", "batch": 1' in capsys.readouterr().out
    assert (watched / "done" / "m.csv").exists()
    again = german_file(tmp_path / "again.csv")
    assert main([str(again), "--layout", "maengel", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["unchanged"] == 3


def test_rows_without_a_number_are_told_apart_by_what_does_not_change(
    duckdb_region: Engine, german: Path, tmp_path: Path
) -> None:
    (german / "maengel.yaml").write_text(YAML.replace("  number: Meldungsnummer\n", ""), encoding="utf-8")
    later = GERMAN | {"Status": "in Bearbeitung", "Erledigt am": ""}
    load_file(write_csv(tmp_path / "a.csv", [later]), engine=duckdb_region, now=NOW)
    report = load_file(write_csv(tmp_path / "b.csv", [GERMAN]), engine=duckdb_region, now=NOW)
    assert counts(report) == (1, 0, 1, 0, 0)


def test_without_a_number_neither_the_applicant_nor_the_agency_makes_another_case(
    duckdb_region: Engine, german: Path, tmp_path: Path
) -> None:
    more = "  applicant: Telefon\n  agency_source: Amt\n  importance_source: Stufe\n  fast_track: Eilig\n"
    text = YAML.replace("  number: Meldungsnummer\n", more)
    (german / "maengel.yaml").write_text(text, encoding="utf-8")
    assert own_layouts()["maengel"].fingerprint == ("filed_at", "topic_1", "district_source", "text")
    first = GERMAN | {"Amt": "Bauamt", "Stufe": "hoch", "Eilig": "да"}
    load_file(write_csv(tmp_path / "a.csv", [first]), engine=duckdb_region, now=NOW)
    later = first | {"Amt": "Tiefbauamt", "Stufe": "niedrig", "Eilig": "нет", "Telefon": "+7 900 765-43-21"}
    report = load_file(write_csv(tmp_path / "b.csv", [later]), engine=duckdb_region, now=NOW)
    assert counts(report) == (1, 0, 1, 0, 0)


def test_new_words_are_kept_without_the_telephones_in_them(duckdb_region: Engine, german: Path, tmp_path: Path) -> None:
    shifted = GERMAN | {"Status": "перезвонить +7 900 123-45-67"}
    report = load_file(write_csv(tmp_path / "m.csv", [shifted]), engine=duckdb_region, now=NOW)
    assert report.new_words == {"unknown_status": {"Status": {"перезвонить [телефон]": 1}}}
    assert [one.value for one in report.findings] == ["перезвонить [телефон]"]


def test_a_pattern_that_names_the_day_twice_is_no_pattern() -> None:
    assert is_pattern("%d.%m.%Y") and not is_pattern("%d.%m.%Y %d")


def test_two_files_of_one_name_and_a_link_to_nowhere_are_told(german: Path) -> None:
    (german / "maengel.yml").write_text(YAML.replace("Mängelmelder", "Other"), encoding="utf-8")
    (german / "gone.yaml").symlink_to(german / "nowhere")
    assert own_layouts()["maengel"].title == "Mängelmelder"
    assert "maengel.yml, key «name», value «maengel.yml»: a layout file ends in .yaml" in bad_layouts()["maengel"]
    assert "nowhere" in bad_layouts()["gone"] or "gone.yaml" in bad_layouts()["gone"]


def test_a_shipped_layout_that_fits_better_stays_the_one(german: Path, tmp_path: Path) -> None:
    text = "title: x\nchannel: x1\ncolumns: {filed_at: Дата поступления, status_source: Статус}\n"
    (german / "wide.yaml").write_text(text, encoding="utf-8")
    found = recognise(write_csv(tmp_path / "p.csv", [pos_row("1")]))
    assert found.layout.name == "pos_2026"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("title: Mängelmelder", ""), "key «title», value «–»: this key is missing"),
        (("title:", "titel: x\ntitle:"), "key «titel», value «–»: there is no such key"),
        (("  topic_1:", "  theme:"), "key «columns.theme», value «–»: there is no such field"),
        (("topic_1: Kategorie", "topic_1: 12"), "key «columns.topic_1», value «12»: write a header"),
        (
            ("topic_1: Kategorie", "agency_source: Name"),
            "key «columns.agency_source», value «Name»: such a column holds",
        ),
        (
            ("in Bearbeitung: in_progress", "neu: fertig"),
            "key «words.state.neu», value «fertig»: there is no such meaning",
        ),
        (("in Bearbeitung: in_progress", "yes: new"), "key «words.state», value «True»: a text is wanted"),
        (("channel: maengel", "channel: Наш город"), "key «channel», value «Наш город»: small Latin letters"),
        (
            ("channel: maengel", "channel: pos\nprecision: minute"),
            "key «precision», value «minute»: write day or minute",
        ),
        (("channel: maengel", "channel: maengel\ndates: dd.mm"), "key «dates», value «dd.mm»: write it like"),
        (("channel: maengel", "channel: maengel\nrequired: [lat]"), "key «required», value «lat»: only fields"),
        (("columns:", "columns: ["), "is not readable YAML (line"),
        (("channel: maengel", "channel: maengel\ndates: [a]"), "key «dates», value «['a']»: write it like"),
        (("channel: maengel", "channel: pos\ndates: epoch"), "key «dates», value «epoch»: epoch says hours"),
        (("channel: maengel", "channel: maengel\nrequired: [[a]]"), "key «required», value «['a']»: only fields"),
        (("title: Mängelmelder", "title: 2026-13-45"), "is not readable YAML"),
        (("title: Mängelmelder", "title: !!int ''"), "is not readable YAML"),
        (("title: Mängelmelder", "title: " + "[" * 1500), "is not readable YAML"),
        (("topic_1: Kategorie", "topic_1: Заявитель (ФИО)"), "value «Заявитель (ФИО)»: such a column holds"),
        ((YAML, "title: x\nchannel: x1\ncolumns: {status_source: Status, rating: Note}"), "add number, or a date"),
        ((YAML, "- 1"), "a table of names and values is wanted"),
    ],
)
def test_a_bad_layout_says_which_file_which_key_and_what_to_do(
    german: Path, change: tuple[str, str], said: str
) -> None:
    file = german / "maengel.yaml"
    file.write_text(YAML.replace(*change), encoding="utf-8")
    with pytest.raises(FileRefused, match=r"Layout maengel\.yaml") as refused:
        read_layout(file)
    assert said in str(refused.value)
    assert (own_layouts(), list(bad_layouts().values())) == ({}, [str(refused.value)])


def test_a_bad_layout_is_named_where_its_file_is_not_recognised(
    german: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    (german / "maengel.yaml").write_text(YAML.replace("topic_1", "theme"), encoding="utf-8")
    for named in (None, "maengel"):
        with pytest.raises(FileRefused, match=r"key «columns\.theme»"):
            recognise(german_file(tmp_path / "m.csv"), named)
    assert main(["layouts"]) == 2
    assert "key «columns.theme»" in capsys.readouterr().err


def test_a_shipped_name_is_not_taken(folder: Path) -> None:
    (folder / "registry.yaml").write_text(YAML, encoding="utf-8")
    assert "rename the file" in bad_layouts()["registry"]


texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(str.strip)
columns = st.dictionaries(
    st.sampled_from([name for name in OWN_FIELDS if name != "applicant"]),
    st.builds(Column, texts, st.lists(texts, max_size=2).map(tuple), st.integers(1, 3)),
    min_size=1,
)
words = st.fixed_dictionaries(
    {what: st.dictionaries(texts, st.sampled_from(codes), min_size=1) for what, codes in MEANINGS.items()}
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SVODKA_LAYOUTS", str(tmp_path_factory.mktemp("layouts")))
        yield Path()


@given(columns=columns, words=words, title=texts)
def test_what_is_saved_is_read_back_the_same(
    kept: Path, columns: dict[str, Column], words: dict[str, dict[str, str]], title: str
) -> None:
    said = {"title": title, "channel": "own", "precision": "minute", "words": words}
    layout: Layout = as_layout("own", said | {"columns": {field: asdict(column) for field, column in columns.items()}})
    try:
        assert read_layout(save_layout(layout)) == layout
    except FileRefused as refused:  # a header nobody may load, or rows nobody can tell apart
        assert any(cure in str(refused) for cure in (PERSONAL, NO_KEY))
    assert "title" in as_yaml(layout)
