"""The small committed files: every layout once, made by the same code as the demo region."""

import os
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from data_samples.cases import CaseMaker
from data_samples.layouts import Layout, Setting, interfaces, portals
from data_samples.layouts.incident_sheets import hackathon, incident_details, incident_durations, incident_list
from data_samples.layouts.incidents import incident_cabinet
from data_samples.layouts.open311 import open311
from data_samples.layouts.pos import pos_2026, pos_older
from data_samples.layouts.registers import calls_122, receptions, registry
from data_samples.lookups import districts, write_lookups
from data_samples.plan import Plan, make_plan
from data_samples.records import write_records
from data_samples.topics import CHANNELS
from data_samples.writers import Sink

FOLDER = Path(__file__).with_name("files")
SAMPLE_DAYS = 14  # of the counts by day
SEED, CASES, MONTHS, END = 7, 3000, 6, datetime(2026, 1, 31, 14, 20)
# file, sheet, channel, layout, which cases of the channel in time order
_SHEETS: tuple[tuple[str, str, str, Layout, slice], ...] = (
    ("pos_2026.xlsx", "Sheet0", "pos", pos_2026, slice(-250, None)),
    ("pos_older.xlsx", "Sheet0", "pos", pos_older, slice(0, 200)),
    ("incidents_cabinet.xlsx", "Лист1", "social", incident_cabinet, slice(-200, None)),
    ("incident_details.xlsx", "Детализация", "social", incident_details, slice(0, 200)),
    ("incident_list.xlsx", "Инциденты", "social", incident_list, slice(200, 400)),
    ("incident_durations.xlsx", "Лист1", "social", incident_durations, slice(400, 600)),
    ("hackathon.csv", "", "social", hackathon, slice(0, 150)),
    ("registry.xlsx", "Sheet0", "statutory", registry, slice(-150, None)),
    ("calls_122.csv", "", "call_122", calls_122, slice(-150, None)),
    ("receptions.csv", "", "reception", receptions, slice(None)),
    ("open311.json", "", "open311", open311, slice(-120, None)),
    ("open311.xml", "", "open311", open311, slice(-150, -120)),
    ("registry_cp1251.csv", "", "statutory", registry, slice(0, 40)),
    ("registry_old.xls", "Лист1", "statutory", registry, slice(60, 85)),
    ("pos_api.json", "", "pos", interfaces.pos_api, slice(-280, -250)),
    ("sstu.json", "", "statutory", interfaces.sstu, slice(-40, None)),
    ("nash_spb.csv", "", "open311", portals.nash_spb, slice(-40, None)),
    ("portal_115.csv", "", "open311", portals.portal_115, slice(-60, -20)),
    ("appeals_by.csv", "", "statutory", portals.appeals_by, slice(-40, None)),
    ("direct_lines.csv", "", "reception", portals.direct_lines, slice(-40, None)),
    ("contact_centre.csv", "", "call_122", portals.contact_centre, slice(-40, None)),
)


def write_samples(folder: Path = FOLDER) -> None:
    """Write every layout into `folder`; the same bytes each time (the GeoPackage only on one version of GDAL)."""
    folder.mkdir(parents=True, exist_ok=True)
    plan = make_plan(CASES, MONTHS, SEED, END)
    setting = Setting.of(plan)
    write_lookups(plan, folder)
    write_records(plan, folder, days=SAMPLE_DAYS)
    (folder / "demo.json").unlink()
    _write_geopackage(plan, folder / "districts.gpkg")
    made = {channel: _all_cases(plan, channel) for channel in CHANNELS}
    for number, (name, sheet, channel, layout, chosen) in enumerate(_SHEETS):
        cases = made[channel].iloc[chosen].reset_index(drop=True)
        with Sink(folder / name, sheet) as sink:
            sink.write(layout(cases, setting, np.random.default_rng([SEED, 400, number])))
    _as_windows_writes(folder / "registry_cp1251.csv")


def _as_windows_writes(path: Path) -> None:
    """The same table in the encoding of Windows, without a mark at its start."""
    path.write_bytes(path.read_bytes().decode("utf-8-sig").encode("cp1251", errors="replace"))


def _all_cases(plan: Plan, channel: str) -> pd.DataFrame:
    maker = CaseMaker(plan, channel)
    return pd.concat([maker.make(part) for part in plan.slices(channel, monthly=False)], ignore_index=True)


def _write_geopackage(plan: Plan, path: Path) -> None:
    """The districts once more as GeoPackage, dated so that the bytes stay the same."""
    path.unlink(missing_ok=True)
    frame = gpd.GeoDataFrame.from_features(districts(plan), crs="EPSG:4326")
    os.environ["OGR_CURRENT_DATE"] = "2020-01-01T00:00:00.000Z"
    frame.to_file(path, layer="districts", driver="GPKG")
