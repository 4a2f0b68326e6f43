"""Who is looking: the person's rights, from the role switch of open mode or from a trusted proxy. Fails closed.

Open mode (the default) is for one's own machine: the dashboard is served on the loopback address only and the role is
chosen on screen. Proxy mode (``SVODKA_IDENTITY=proxy``) believes X-Forwarded-User and X-Forwarded-Groups when
X-Svodka-Secret equals ``SVODKA_PROXY_SECRET``. Groups: svodka-admin, svodka-operator, svodka-staff,
svodka-head:<district id>.
"""

import hmac
import os

import streamlit as st

from components import link
from components.words import N_, _, name
from queries import cached
from queries.scope import NOBODY, ROLES, Scope, scope_for

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ROLE_NAMES = {
    "operator": N_("Operator"),
    "staff": N_("Governor's staff"),
    "head": N_("Head of a municipality"),
    "admin": N_("Administrator"),
}
DEFAULT_ROLE = "operator"
_STRONGEST_FIRST = ("admin", "operator", "staff")


def is_proxied() -> bool:
    """Whether a proxy vouches for the user."""
    return os.environ.get("SVODKA_IDENTITY", "open") == "proxy"


def current_scope() -> Scope:
    """The rights of the person in front of this screen; NOBODY when they are not known."""
    if is_proxied():
        return _from_headers()
    return _from_switch() if _is_own_machine() else NOBODY


def _is_own_machine() -> bool:
    """Served on the loopback address, and asked for by that name: a forgotten proxy in front gets nothing."""
    headers = st.context.headers
    host = headers.get("Host", "localhost")
    asked_for = host.rsplit(":", 1)[0].strip("[]") if not host.endswith("]") else host.strip("[]")
    forwarded = any(headers.get(header) for header in ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded"))
    return st.get_option("server.address") in LOOPBACK and asked_for in LOOPBACK and not forwarded


def _from_switch() -> Scope:
    role = link.read("role", DEFAULT_ROLE)
    if role not in ROLES:
        return NOBODY
    return head_of(link.read("as")) if role == "head" else scope_for(role)


def _from_headers() -> Scope:
    headers = st.context.headers
    secret = os.environ.get("SVODKA_PROXY_SECRET", "")
    offered = headers.get("X-Svodka-Secret", "")
    who = headers.get("X-Forwarded-User", "")
    if not secret or not who or not hmac.compare_digest(offered.encode(), secret.encode()):
        return NOBODY
    groups = [group.strip() for group in headers.get("X-Forwarded-Groups", "").split(",")]
    for role in _STRONGEST_FIRST:
        if f"svodka-{role}" in groups:
            return scope_for(role, who)
    headed = [group.removeprefix("svodka-head:") for group in groups if group.startswith("svodka-head:")]
    return head_of(*headed, who=who) if headed else NOBODY


def head_of(*districts: str, who: str = "") -> Scope:
    """The rights of the head of these municipalities: their cases, and the cases of their administrations."""
    chosen = tuple(district for district in districts if district)
    agencies = cached.agencies(scope_for("operator"))
    own = agencies[agencies["district_id"].isin(chosen) & (agencies["kind"] == "municipality")]
    return scope_for("head", who, chosen, tuple(own["id"]))


def person(who: str) -> str:
    """Who did or answers for something; on one's own machine nobody has a name but the role."""
    return _(ROLE_NAMES[who]) if who in ROLE_NAMES else who


def role_switch() -> None:
    """The popover in the header: in open mode a switch of role and municipality, in proxy mode the person's name."""
    scope = current_scope()
    title = _(ROLE_NAMES[scope.role]) if scope.role in ROLE_NAMES else _("No access")
    with st.popover(title, icon=":material/person:", type="tertiary", key="who"):
        if is_proxied():
            st.write(_("Signed in as {who}").format(who=scope.who))
            return
        st.session_state["role_choice"] = scope.role if scope.role in ROLES else None
        st.radio(
            _("Look at the dashboard as"),
            ROLES,
            key="role_choice",
            format_func={role: _(title) for role, title in ROLE_NAMES.items()}.__getitem__,
            on_change=_choose_role,
        )
        if scope.role == "head":
            _municipality_choice()
        st.caption(_("Roles can be switched because the dashboard is open to this computer only."))


def _municipality_choice() -> None:
    places = cached.districts(scope_for("operator"))
    labels = {place["id"]: name(place) for place in places.to_dict("records")}
    chosen = link.read("as")
    st.session_state["as_choice"] = chosen if chosen in labels else None
    st.selectbox(
        _("Municipality"),
        list(labels),
        key="as_choice",
        format_func=labels.__getitem__,
        placeholder=_("Choose a municipality"),
        on_change=lambda: link.write(**{"as": st.session_state["as_choice"] or ""}),
    )


def _choose_role() -> None:
    role = st.session_state["role_choice"]
    link.write(role="" if role == DEFAULT_ROLE else role, **{} if role == "head" else {"as": ""})
