#!/usr/bin/env bash
# Prints the path of a Chromium for the browser tests, and installs one where there is none and it can.
#   scripts/chromium.sh .venv/bin/python       CHROMIUM=/path/to/chrome to choose one
set -euo pipefail
python=$1

find_installed() {
  local name
  for name in ${CHROMIUM:-/usr/bin/chromium chromium chromium-browser google-chrome google-chrome-stable chrome}; do
    if command -v "$name"; then return 0; fi
  done
  return 1
}

find_playwright_build() {
  "$python" - <<'PY' 2>/dev/null
import os, sys
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    path = playwright.chromium.executable_path
print(path) if os.path.exists(path) else sys.exit(1)
PY
}

if find_installed || find_playwright_build; then exit 0; fi

if [ -n "${CHROMIUM:-}" ]; then
  echo "CHROMIUM=$CHROMIUM is not a program on this machine." >&2
  exit 1
fi

echo "The browser tests need Chromium; installing it." >&2
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium; } >&2 || true
  # On Ubuntu the package is an empty one that points to a snap, hence the look at the program itself.
  if chromium --version >/dev/null 2>&1 && find_installed; then exit 0; fi
fi
if "$python" -m playwright install chromium >&2 && find_playwright_build; then exit 0; fi

cat >&2 <<'SAY'
No Chromium could be installed. Install it and try again:
  Debian   sudo apt install chromium
  Ubuntu   sudo .venv/bin/python -m playwright install --with-deps chromium
  macOS    brew install --cask chromium
or name a Chrome that is here: make test CHROMIUM=/path/to/chrome
SAY
exit 1
