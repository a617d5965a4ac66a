#!/bin/sh
# Says what this container found (settings without secrets, databases, volume) and becomes the server.
set -eu
python -m dashboard_app found
exec "$@"
