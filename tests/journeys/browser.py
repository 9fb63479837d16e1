# ruff: noqa: T201  (a command: it prints)
"""Find a Chromium for the journeys, or install one. `python -m tests.journeys.browser` does so and says which.

Never skips: without a browser the journeys fail, with a sentence that says what is missing.
"""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]
HELP = (
    "No Chromium was found, and none could be installed. The browser journeys need one. Install it with\n"
    "    .venv/bin/playwright install chromium\n"
    "or, on Debian as root, with\n"
    "    apt-get install -y chromium fonts-noto-cjk\n"
    "or name one in CHROMIUM=/path/to/chromium."
)


def find() -> str | None:
    """The path of a Chromium on this machine: CHROMIUM, the PATH, or Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    return playwrights_own()


def playwrights_own() -> str | None:
    """In a thread of its own, because Playwright refuses to start twice in one."""
    from playwright.sync_api import sync_playwright

    def path_of_chromium() -> Path:
        with sync_playwright() as playwright:
            return Path(playwright.chromium.executable_path)

    with ThreadPoolExecutor(1) as pool:
        path = pool.submit(path_of_chromium).result()
    return str(path) if path.exists() else None


def has_chinese_font() -> bool:
    listing = shutil.which("fc-list")
    if not listing:
        return True
    return bool(subprocess.run([listing, ":lang=zh-cn"], capture_output=True, text=True, check=False).stdout.strip())


def install() -> None:
    """On Debian as root by its packages; elsewhere by Playwright."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        print("Installing Chromium and a Chinese font with apt-get …", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk"], check=False,
                       env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, **quiet)
    else:
        print("Installing Chromium with Playwright …", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


def main() -> int:
    if find() is None or not has_chinese_font():
        install()
    path = find()
    if path is None:
        print(HELP, file=sys.stderr)
        return 1
    print(f"Browser for the journeys: {path}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
