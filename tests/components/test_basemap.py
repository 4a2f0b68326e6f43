"""A basemap of the region's own: served as it lies in its file, drawn from nowhere else, absent by default."""

import gzip
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

import app
from components import basemap
from tests.sample_basemap import tile, write_basemap


@pytest.fixture
def region_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = write_basemap(tmp_path / "region.pmtiles")
    monkeypatch.setenv(basemap.SETTING, str(file))
    return file


def client() -> TestClient:
    return TestClient(Starlette(routes=[Route(basemap.TILES, app.tile), Route(basemap.GLYPHS, app.glyphs)]))


def test_without_a_file_there_is_no_basemap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(basemap.SETTING, raising=False)
    assert basemap.basemap() is None
    assert client().get("/basemap/0/0/0.pbf").status_code == 204


def test_tiles_and_glyphs_come_as_they_lie_in_their_files(region_file: Path) -> None:
    served = client().get("/basemap/0/0/0.pbf")
    assert served.headers["content-encoding"] == "gzip"
    assert served.content == tile()  # the client has unpacked it
    assert [client().get(f"/basemap/{place}.pbf").status_code for place in ("0/1/0", "5/3/3", "99/0/0")] == [204] * 3
    assert client().get("/basemap/fonts/Some Sans/0-255.pbf").content == b"\n\x00"
    for stray in ("Other/0-255", "Some Sans/256-511", "..%2f../region", "%2e%2e/%2e%2e%2fregion"):
        assert client().get(f"/basemap/fonts/{stray}.pbf").status_code in (204, 404)


def test_the_style_draws_what_the_tiles_have_and_asks_the_dashboard_alone(region_file: Path) -> None:
    found = basemap.basemap()
    assert found is not None and found.credit == "© OpenStreetMap"
    drawn = basemap.styled(found, "https://svodka.example", dark=True, language="en")
    assert [layer["id"] for layer in drawn["layers"]] == ["paper", "water", "places"]
    assert drawn["layers"][-1]["layout"]["text-field"] == ["coalesce", ["get", "name:en"], ["get", "name"]]
    assert drawn["sources"]["region"]["tiles"] == ["https://svodka.example/basemap/{z}/{x}/{y}.pbf"]
    assert drawn["glyphs"] == "https://svodka.example/basemap/fonts/{fontstack}/{range}.pbf"
    (region_file.parent / "fonts" / "Some Sans" / "0-255.pbf").unlink()
    (region_file.parent / "fonts" / "Some Sans").rmdir()
    without_letters = basemap.styled(found, "https://svodka.example", dark=False, language="ru")
    assert "glyphs" not in without_letters and len(without_letters["layers"]) == 2


def test_a_file_that_is_none_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = write_basemap(tmp_path / "pictures.pmtiles", tile_type="PNG")
    other = tmp_path / "other.pmtiles"
    other.write_bytes(gzip.compress(b"no tiles"))
    for file, words in ((tmp_path / "none", "No such file"), (other, "no PMTiles"), (pictures, "vector tiles")):
        monkeypatch.setenv(basemap.SETTING, str(file))
        with pytest.raises(basemap.Unusable, match=words):
            basemap.basemap()


def test_a_file_that_is_cut_off_or_packed_otherwise_is_said_in_one_line(
    region_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = region_file.read_bytes()
    for length in range(7, len(whole), 20):  # in the header, the directory, what it says of itself, the tiles
        cut = tmp_path / f"{length}.pmtiles"
        cut.write_bytes(whole[:length])
        monkeypatch.setenv(basemap.SETTING, str(cut))
        with pytest.raises(basemap.Unusable, match="cut off"):
            basemap.basemap()
    (other := tmp_path / "other").mkdir()
    monkeypatch.setenv(basemap.SETTING, str(write_basemap(other / "brotli.pmtiles", packed="BROTLI")))
    with pytest.raises(basemap.Unusable, match="packed as BROTLI; GZIP or NONE is needed"):
        basemap.basemap()


def test_the_map_lives_when_the_file_becomes_unusable(region_file: Path) -> None:
    assert basemap.usable() is not None
    region_file.write_bytes(b"being copied")
    assert basemap.usable() is None and basemap.style(dark=False) is None
    assert client().get("/basemap/0/0/0.pbf").status_code == 204
