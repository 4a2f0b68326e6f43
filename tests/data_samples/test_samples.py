"""The committed files are what the code writes today, and small."""

from pathlib import Path
from zipfile import ZipFile

import geopandas as gpd
from python_calamine import CalamineWorkbook

from data_samples.samples import FOLDER, write_samples


def test_committed_samples_are_up_to_date(tmp_path: Path) -> None:
    write_samples(tmp_path)
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {path.name for path in FOLDER.iterdir()}
    for name in made - {"districts.gpkg"}:
        assert content(tmp_path / name) == content(FOLDER / name), f"{name}: run python -m data_samples samples"


def content(path: Path) -> bytes | dict[str, bytes]:
    """The bytes of a file; of a workbook those of its parts, for Pythons pack the same parts differently."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with ZipFile(path) as book:
        return {part: book.read(part) for part in book.namelist()}


def test_samples_stay_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_300_000
    for path in FOLDER.glob("*.xlsx"):
        book = CalamineWorkbook.from_path(path)
        assert 1 < book.get_sheet_by_index(0).total_height <= 301, path.name


def test_the_geopackage_holds_the_same_districts() -> None:
    package, plain = gpd.read_file(FOLDER / "districts.gpkg"), gpd.read_file(FOLDER / "districts.geojson")
    assert len(package) == len(plain) == 32
    assert package["oktmo8"].tolist() == plain["oktmo8"].tolist()
    assert package.geometry.isna().sum() == plain.geometry.isna().sum() == 1
