"""Finds Chromium for the browser tests: the system's, else Debian's package when we are root, else Playwright's own."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-dejavu-core")


def system_chromium() -> str | None:
    """The path of a Chromium of the system; None leaves the choice to Playwright."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    """Install Chromium when there is none. 0 when one is there."""
    if system_chromium():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium (Debian's package), once …")
        unasked = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update", "-qq"], ["install", "-y", "-qq", *PACKAGES]):
            subprocess.run(["apt-get", *step], check=False, stdout=subprocess.DEVNULL, env=unasked)
        if system_chromium():
            return 0
    print("Installing Playwright's own Chromium, once …")
    found = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if found.returncode:
        print("No Chromium for the browser tests. Install it: apt install chromium")
    return found.returncode


if __name__ == "__main__":
    sys.exit(main())
