#!/usr/bin/env bash
# Makes the virtual environment named on the command line, or says what this machine lacks.
#   scripts/venv.sh .venv          PYTHON=/path/to/python3.12 to choose the interpreter
set -euo pipefail
venv=$1

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

python=""
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14 python}; do
  if is_new_enough "$candidate"; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
  echo "Python 3.11 or newer is needed, and none of ${PYTHON:-python3, python3.11 to python3.14} is one." >&2
  echo "Install it, or say where it is: make setup PYTHON=/path/to/python3" >&2
  exit 1
fi

# Debian and Ubuntu keep what `venv` needs in a package of its own.
if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
  package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy "$package"
  else
    echo "$python cannot make virtual environments. On Debian or Ubuntu: sudo apt install $package" >&2
    exit 1
  fi
fi

# A folder that was moved or whose Python went away is made anew.
"$python" -m venv --clear "$venv"
