#!/bin/sh
# Asks the dashboard in this container whether it can serve visitors: exit 0 when /health answers 200.
# Python without its site packages and with a bare socket, because this runs every two seconds.
exec python -I -S -c '
import socket, sys
try:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=4) as connection:
        connection.sendall(b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n")
        status = connection.recv(4096).split(b" ", 2)[1:2]
except OSError as error:
    sys.exit(f"no answer: {error}")
sys.exit(None if status == [b"200"] else f"answered {status}")
' "${PORT:-8050}"
