#!/usr/bin/env bash
# Prints the path of a Redis server for the tests, and installs one where there is none and it can.
#   scripts/redis.sh       REDIS_SERVER=/path/to/redis-server to choose one
set -euo pipefail

find_installed() { command -v "${REDIS_SERVER:-redis-server}"; }

if find_installed; then exit 0; fi

if [ -n "${REDIS_SERVER:-}" ]; then
  echo "REDIS_SERVER=$REDIS_SERVER is not a program on this machine." >&2
  exit 1
fi

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

if command -v apt-get >/dev/null && as_root true 2>/dev/null; then
  echo "The tests of many machines need a Redis server; installing it." >&2
  # A new package would be started as a service; the tests start servers of their own.
  { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
      apt-get install -qy --no-install-recommends redis-server; } >&2 || true
  if find_installed; then exit 0; fi
fi

cat >&2 <<'SAY'
The tests of many machines need a Redis server, 7 or newer, and none could be installed. Install it and try again:
  Debian, Ubuntu   sudo apt install redis-server
  macOS            brew install redis
or name one that is here: make test REDIS_SERVER=/path/to/redis-server
SAY
exit 1
