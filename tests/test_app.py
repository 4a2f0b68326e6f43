"""The door: the loopback route answers scripts of the owner's user, and nobody else."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

import app
from queries.remote import ROUTE
from store.engine import open_store
from store.owner import remove_owner, write_owner
from tests.browser.dashboard import running
from tests.pages.small_store import fill

TOKEN = "X-Svodka-Token"


@pytest.fixture(scope="module")
def owned(empty_duckdb: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A small store that this process owns, and the token of its note."""
    file = Path(shutil.copy(empty_duckdb, tmp_path_factory.mktemp("owned") / "store.duckdb"))
    engine = open_store(f"duckdb:///{file}")
    fill(engine, days=10)
    engine.dispose()
    yield file, write_owner(file, 8501)["token"]
    remove_owner(file)


@pytest.fixture
def token(owned: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("DATABASE_URL", f"duckdb:///{owned[0]}")
    open_store.cache_clear()
    yield owned[1]
    open_store().dispose()
    open_store.cache_clear()


def client(host: str = "127.0.0.1") -> TestClient:
    return TestClient(Starlette(routes=[Route(ROUTE, app.ask, methods=["POST"])]), client=(host, 50_000))


def test_the_owners_scripts_get_answers(token: str) -> None:
    answer = client().post(ROUTE, json={"about": "received"}, headers={TOKEN: token})
    assert answer.status_code == 200
    assert answer.json()["rows"][0]["value"] > 0


def test_a_wrong_question_is_told_what_to_change(token: str) -> None:
    answer = client().post(ROUTE, json={"about": "luck"}, headers={TOKEN: token})
    assert "choose cases or one of" in answer.json()["error"]


def test_what_is_not_json_is_refused(token: str) -> None:
    assert client().post(ROUTE, content=b"{", headers={TOKEN: token}).status_code == 400


@pytest.mark.parametrize("given", ["", "guess", "токен".encode().decode("latin-1")])
def test_without_the_token_nobody_is_answered(token: str, given: str) -> None:
    headers = {TOKEN.encode(): given.encode("latin-1")}
    assert client().post(ROUTE, json={"about": "received"}, headers=headers).status_code == 403


def test_other_machines_and_proxies_are_not_answered(token: str) -> None:
    question = {"about": "received"}
    assert client("10.0.0.7").post(ROUTE, json=question, headers={TOKEN: token}).status_code == 403
    forwarded = {TOKEN: token, "X-Forwarded-For": "10.0.0.7"}
    assert client().post(ROUTE, json=question, headers=forwarded).status_code == 403


def test_the_shell_is_not_beside_the_pages() -> None:
    """Streamlit serves what lies in pages/ beside the entry script without running the router first."""
    root = Path(app.__file__).parent
    assert app.app._script_path == Path("components/shell.py")
    assert not (root / "components" / "pages").exists()


def test_a_start_clears_files_of_residents_that_a_killed_dashboard_left(empty_duckdb: Path, tmp_path: Path) -> None:
    store = Path(shutil.copy(empty_duckdb, tmp_path / "store.duckdb"))
    left = tmp_path / "svodka-upload-of_a_killed_one"
    left.mkdir()
    (left / "calls.csv").touch()
    with running(store, TMPDIR=str(tmp_path)):
        assert not left.exists()
