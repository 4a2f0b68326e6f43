"""Who may see what: nobody by default, the switch only on one's own machine, the proxy only with its secret."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import streamlit as st

from components import link
from components.identity import current_scope
from queries import cached
from queries.scope import NOBODY

AGENCIES = pd.DataFrame({
    "id": ["rechnoy", "clinic", "svetly"],
    "district_id": ["99601000", "99601000", "99701000"],
    "kind": ["municipality", "institution", "municipality"],
})  # fmt: skip


class Browser:
    """What the server knows of a request: headers, link, and the address it serves on."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {"Host": "localhost:8501"}
        self.link: dict[str, str] = {}
        self.address = "127.0.0.1"


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    seen = Browser()
    monkeypatch.delenv("SVODKA_IDENTITY", raising=False)
    monkeypatch.delenv("SVODKA_PROXY_SECRET", raising=False)
    monkeypatch.setattr(link, "read", lambda name, default="": seen.link.get(name, default))
    monkeypatch.setattr(cached, "agencies", lambda _scope: AGENCIES)
    monkeypatch.setattr(st, "get_option", lambda _name: seen.address)
    monkeypatch.setattr(st, "context", SimpleNamespace(headers=seen.headers))
    yield seen


def proxied(monkeypatch: pytest.MonkeyPatch, browser: Browser, **headers: Any) -> None:
    monkeypatch.setenv("SVODKA_IDENTITY", "proxy")
    monkeypatch.setenv("SVODKA_PROXY_SECRET", "s3cret")
    given = {"X-Svodka-Secret": "s3cret", "X-Forwarded-User": "ivanova", "X-Forwarded-Groups": "svodka-staff"}
    browser.headers.update({**given, **{name.replace("_", "-"): value for name, value in headers.items()}})


def test_on_ones_own_machine_the_role_is_chosen_in_the_link(browser: Browser) -> None:
    assert current_scope().role == "operator"
    browser.link["role"] = "staff"
    assert current_scope().role == "staff"


def test_an_unknown_role_in_the_link_is_nobody(browser: Browser) -> None:
    browser.link["role"] = "king"
    assert current_scope() is NOBODY


def test_a_head_sees_the_municipality_and_the_cases_of_its_administration(browser: Browser) -> None:
    browser.link.update({"role": "head", "as": "99601000"})
    scope = current_scope()
    assert (scope.districts, scope.agencies, scope.whole_region) == (("99601000",), ("rechnoy",), False)


def test_a_head_of_nothing_sees_nothing(browser: Browser) -> None:
    browser.link["role"] = "head"
    scope = current_scope()
    assert (scope.districts, scope.agencies) == ((), ())


@pytest.mark.parametrize("host", ["svodka.example.org", "192.168.0.5:8501", "evil.example:8501"])
def test_open_mode_answers_only_to_this_machine(browser: Browser, host: str) -> None:
    browser.headers["Host"] = host
    assert current_scope() is NOBODY


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Forwarded-Host", "Forwarded"])
def test_a_forgotten_proxy_in_front_of_open_mode_gets_nothing(browser: Browser, header: str) -> None:
    browser.headers[header] = "10.0.0.1"
    assert current_scope() is NOBODY


def test_open_mode_on_a_public_address_is_closed(browser: Browser) -> None:
    browser.address = "0.0.0.0"
    assert current_scope() is NOBODY


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ("svodka-staff", "staff"),
        ("svodka-staff, svodka-admin", "admin"),
        ("svodka-operator", "operator"),
        ("other", "none"),
    ],
)
def test_the_proxy_names_the_groups(monkeypatch: pytest.MonkeyPatch, browser: Browser, groups: str, role: str) -> None:
    proxied(monkeypatch, browser, X_Forwarded_Groups=groups)
    assert current_scope().role == role


def test_the_proxy_names_the_municipality_of_a_head(monkeypatch: pytest.MonkeyPatch, browser: Browser) -> None:
    proxied(monkeypatch, browser, X_Forwarded_Groups="svodka-head:99601000")
    scope = current_scope()
    assert (scope.role, scope.who, scope.districts) == ("head", "ivanova", ("99601000",))


def test_the_link_gives_no_role_behind_a_proxy(monkeypatch: pytest.MonkeyPatch, browser: Browser) -> None:
    proxied(monkeypatch, browser)
    browser.link["role"] = "admin"
    assert current_scope().role == "staff"


@pytest.mark.parametrize("missing", ["X_Svodka_Secret", "X_Forwarded_User", "X_Forwarded_Groups"])
def test_without_secret_user_or_groups_the_proxy_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, browser: Browser, missing: str
) -> None:
    proxied(monkeypatch, browser, **{missing: ""})
    assert current_scope() is NOBODY


def test_proxy_mode_without_a_configured_secret_lets_nobody_in(
    monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    proxied(monkeypatch, browser, X_Svodka_Secret="")
    monkeypatch.delenv("SVODKA_PROXY_SECRET")
    assert current_scope() is NOBODY
