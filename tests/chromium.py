"""Finds Chromium for the browser tests: the system's, else Debian's package when we are root, else Playwright's own.

Preferred is the headless shell, which is Chromium without the windows, tabs and buttons of a browser: nobody looks at
them in a test, and drawing them takes a quarter of the work of opening a page.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"  # as program and as Debian's package
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome")
FONTS = "fonts-dejavu-core"
ASKED = Path(sys.prefix) / ".asked_for_chromium"  # a package that could not be had is not asked for at every run


def system_chromium() -> str | None:
    """The path of a Chromium of the system; None leaves the choice to Playwright."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    """Install Chromium when there is none. 0 when one is there."""
    if not shutil.which(SHELL) and not ASKED.exists() and os.geteuid() == 0 and shutil.which("apt-get"):
        _ask_debian()
    if system_chromium():
        return 0
    print("Installing Playwright's own Chromium, once …")
    install = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    found = subprocess.run(install, check=False)
    if found.returncode:
        print(f"No Chromium for the browser tests. Install it: apt install {SHELL} {FONTS}")
    return found.returncode


def _ask_debian() -> None:
    print("Installing Chromium (Debian's package), once …")
    unasked = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    patience = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"]
    for step in (["update", "-qq"], ["install", "-y", "-qq", SHELL, FONTS]):
        subprocess.run(["apt-get", *patience, *step], check=False, stdout=subprocess.DEVNULL, env=unasked)
    ASKED.touch()


if __name__ == "__main__":
    sys.exit(main())
