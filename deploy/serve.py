"""Serves the dashboard on the loopback: `PORT` from the environment, everything else from .streamlit/config.toml."""

import os
import socket
import sys
from pathlib import Path

APP = Path(__file__).parent.parent / "app.py"


def main() -> int:
    """Become the server; 1 with a line that says why when that cannot be."""
    port = os.environ.get("PORT") or "8501"
    if problem := _problem(port):
        print(problem)
        return 1
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small matrices: threads would only wait for one another
    os.chdir(APP.parent)
    address = ["--server.port", port, "--server.address", "127.0.0.1"]
    os.execv(sys.executable, [sys.executable, "-m", "streamlit", "run", str(APP), *address])
    return 0


def _problem(port: str) -> str | None:
    if not port.isdigit() or not 0 < int(port) < 65_536:
        return f"PORT must be a number between 1 and 65535, not {port!r}."
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            return f"Port {port} is taken. Choose another: PORT=8502 make run"
    return None


if __name__ == "__main__":
    sys.exit(main())
