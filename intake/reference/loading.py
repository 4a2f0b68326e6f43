"""One reference file into the store."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from intake.reference.agencies import load_agencies
from intake.reference.population import load_population
from intake.reference.reforms import load_reforms
from intake.reference.topics import load_topics
from intake.report import FileRefused, ImportReport

# Later layouts refer to what earlier ones brought; cases come last.
LOADING_ORDER = ("districts", "reforms", "population", "agencies", "topics")


def load_reference(
    connection: Connection, path: Path, layout: str, *, region: str | None, crs: str | None, report: ImportReport
) -> dict[str, Any]:
    """Load boundaries, reforms, population, agencies or topics and fill the report.

    `region`: id or name of the region the file is about, where the file does not say; `crs`: the coordinate system of
    boundaries whose file states none, as PROJ understands it (EPSG:4326). Returns what taking it back needs, where it
    can be taken back. Raises FileRefused.
    """
    if layout == "districts":
        from intake.reference.districts import load_districts  # GDAL is loaded for boundaries only

        load_districts(connection, path, region, crs, report)
    elif layout == "reforms":
        return load_reforms(connection, path, report)
    elif layout == "population":
        load_population(connection, path, region, report)
    elif layout == "agencies":
        load_agencies(connection, path, region, report)
    elif layout == "topics":
        load_topics(connection, path, region, report)
    else:
        raise FileRefused(f"{path.name}: {layout} is not a reference layout ({', '.join(LOADING_ORDER)}).")
    return {}
