"""The real export and the real portal file (REAL_DATA)."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

from intake.load import load_file
from tests.intake.small_files import case_of, cases_of, counts, texts_of


@pytest.fixture
def omsk(real_data: Path, store: Engine) -> Engine:
    """The districts of the Omsk region."""
    load_file(real_data / "boundaries" / "omsk.geojson", engine=store)
    return store


def test_the_omsk_export_arrives_whole(real_data: Path, omsk: Engine) -> None:
    path = real_data / "incident_management" / "omsk_2025_12.xlsx"
    report = load_file(path, engine=omsk)

    assert (report.layout, counts(report)) == ("incident_cabinet", (39, 39, 0, 0, 0))
    assert report.warnings_by_kind["unmapped_district"] == 2
    assert report.unmapped["district"] == {"Омская область, другое": 2}
    cases = cases_of(omsk)
    assert Counter(cases["outcome"]) == {"explained": 35, "solved": 3, "unknown": 1}
    reactions = Counter(cases["author_reaction"].dropna())
    assert reactions == {"no_answer": 31, "satisfied": 3, "pointless": 3}
    assert cases["rating"].dropna().tolist() == [5]
    assert Counter(cases["network"]) == Counter(_hosts(path))
    assert counts(load_file(path, engine=omsk)) == (39, 0, 0, 39, 0)


def test_its_durations_and_local_times_are_parsed(real_data: Path, omsk: Engine) -> None:
    load_file(real_data / "incident_management" / "omsk_2025_12.xlsx", engine=omsk)
    cases = cases_of(omsk)
    first = cases.loc["social:717475"]
    assert first["filed_at"] == datetime(2025, 12, 24, 14, 6, 2)  # 20:06:02 in Omsk, UTC+6
    assert first["response_seconds"] == 45_037  # the sheet says 12:30:37.103
    assert first["close_seconds"] == 11 * 86_400 + 43_825  # 11 days, 12:10:25
    assert first["due_at"] == datetime(2025, 12, 25, 12)  # nine working hours: Thursday 18:00 in Omsk
    assert cases["response_seconds"].notna().sum() == 39
    assert (cases["response_seconds"] >= 0).all()


def test_its_texts_are_clean_and_masked(real_data: Path, omsk: Engine) -> None:
    load_file(real_data / "incident_management" / "omsk_2025_12.xlsx", engine=omsk)
    texts = texts_of(omsk)
    assert len(texts) == 39
    whole = "\n".join([*texts["text"].dropna(), *texts["reply"].dropna()])
    assert not any(part in whole for part in ("<br>", "[id0|", "[club0|", "@region_omsk55"))
    assert not texts["text"].str.startswith("'").any()


def test_the_portal_of_cologne_loads_with_its_own_offsets(real_data: Path, duckdb_store: Engine) -> None:
    report = load_file(real_data / "open311" / "koeln_sagsuns_2016.json", engine=duckdb_store)
    assert (report.layout, counts(report)) == ("open311", (50, 50, 0, 0, 0))
    first = case_of(duckdb_store, "open311:A-1627")
    assert first["filed_at"] == datetime(2016, 2, 16, 20, 26, 17)  # 21:26:17+01:00
    assert (round(first["lat"], 4), pd.isna(first["agency_id"])) == (50.9384, True)


def _hosts(path: Path) -> list[str]:
    blogs = pd.read_excel(path, engine="calamine")["Урл блога"]
    return [address.split("/")[2].split(".")[0] for address in blogs]
