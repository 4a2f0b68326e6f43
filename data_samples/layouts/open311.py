"""City portal in Open311 GeoReport v2: a `requests` array with coordinates on every request."""

import numpy as np
import pandas as pd

from data_samples.layouts import Setting
from data_samples.layouts.words import named
from data_samples.people_and_places import UTC_OFFSET
from data_samples.plan import PREFIX
from data_samples.replies import replies
from data_samples.texts import addresses, complaints
from data_samples.writers import Columns


def open311(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """One request a row; times carry the region's offset."""
    point = setting.streets.point(cases["street"].to_numpy(), cases["house"].to_numpy())
    closed = cases["closed"].notna()
    updated = cases["closed"].fillna(cases["filed"])
    return [
        ("service_request_id", [f"{PREFIX['open311']}{n}" for n in cases["number"].tolist()]),
        ("status", np.where(closed, "closed", "open").tolist()),
        ("status_notes", replies("open311", cases, setting.streets, setting.temper, rng)),
        ("service_name", named("theme", cases["theme"])),
        ("service_code", named("theme_code", cases["theme"])),
        ("description", complaints("open311", cases, setting.streets, rng)),
        ("agency_responsible", named("agency", cases["agency"])),
        ("requested_datetime", _iso(cases["filed"])),
        ("updated_datetime", _iso(updated)),
        ("expected_datetime", _iso(cases["due"])),
        ("address", addresses(cases, setting.streets)),
        ("lat", point[:, 1].tolist()),
        ("long", point[:, 0].tolist()),
    ]


def _iso(times: pd.Series) -> list[str]:
    seconds = np.datetime_as_string(times.to_numpy().astype("datetime64[s]"), unit="s").tolist()
    return [f"{text}{UTC_OFFSET}" for text in seconds]
