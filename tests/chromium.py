"""Finds Chromium for the browser tests: the system's, else Debian's package when we are root, else Playwright's own.

Preferred is the headless shell, which is Chromium without the windows, tabs and buttons of a browser: nobody looks at
them in a test, and drawing them takes a quarter of the work of opening a page.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright._impl._driver import compute_driver_executable

SHELL = "chromium-headless-shell"  # as program and as Debian's package
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome")
FONTS = "fonts-dejavu-core"
DRIVER_NEEDS = "libatomic1"  # what drives the browser is a program of Playwright's, and the smallest Debian lacks this
ASKED = Path(sys.prefix) / ".asked_for_chromium"  # a package that could not be had is not asked for at every run


def system_chromium() -> str | None:
    """The path of a Chromium of the system; None leaves the choice to Playwright."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def driver_runs() -> bool:
    """Whether what Playwright brings to drive a browser can start on this system."""
    program, _script = compute_driver_executable()
    return subprocess.run([program, "--version"], check=False, capture_output=True).returncode == 0


def main() -> int:
    """Install Chromium and what driving it needs when they are not there. 0 when both are."""
    wanted = ([] if shutil.which(SHELL) else [SHELL, FONTS]) + ([] if driver_runs() else [DRIVER_NEEDS])
    if wanted and not ASKED.exists() and os.geteuid() == 0 and shutil.which("apt-get"):
        _ask_debian(wanted)
    if not driver_runs():
        print(f"The browser of the tests cannot be driven. Install what is missing: apt install {DRIVER_NEEDS}")
        return 1
    if system_chromium():
        return 0
    print("Installing Playwright's own Chromium, once …")
    install = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    found = subprocess.run(install, check=False)
    if found.returncode:
        print(f"No Chromium for the browser tests. Install it: apt install {SHELL} {FONTS}")
    return found.returncode


def _ask_debian(packages: list[str]) -> None:
    print(f"Installing for the browser tests (Debian's packages), once: {' '.join(packages)} …")
    unasked = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    patience = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"]
    for step in (["update", "-qq"], ["install", "-y", "-qq", *packages]):
        subprocess.run(["apt-get", *patience, *step], check=False, stdout=subprocess.DEVNULL, env=unasked)
    ASKED.touch()


if __name__ == "__main__":
    sys.exit(main())
