"""Serves the dashboard on the loopback: `PORT` from the environment, everything else from .streamlit/config.toml."""

import os
import socket
import subprocess
import sys
from pathlib import Path

APP = Path(__file__).parent.parent / "app.py"


def main() -> int:
    """Serve until stopped; 1 with a line when the port is taken."""
    port = os.environ.get("PORT") or "8501"
    if not port.isdigit() or not 0 < int(port) < 65_536:
        print(f"PORT must be a number between 1 and 65535, not {port!r}.")
        return 1
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError:
            print(f"Port {port} is taken. Choose another: PORT=8502 make run")
            return 1
    os.chdir(APP.parent)
    address = ["--server.port", port, "--server.address", "127.0.0.1"]
    return subprocess.call([sys.executable, "-m", "streamlit", "run", str(APP), *address])


if __name__ == "__main__":
    sys.exit(main())
