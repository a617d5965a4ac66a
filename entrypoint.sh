#!/bin/sh
# Says what this container found (settings without secrets, databases, volume) and becomes the server.
set -eu
# The first process of a container ignores a signal that it does not handle: a stop at the start would wait for the kill.
trap 'exit 0' TERM
python -m dashboard_app found
trap - TERM
exec "$@"
