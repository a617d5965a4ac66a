#!/bin/sh
# Asks the dashboard in this container whether it can serve visitors: exit 0 when /health answers 200.
# Python without its site packages and a bare socket, because it runs every few seconds: http.client
# would take four times as long to import as all of this takes to run.
exec python -I -S -c '
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=4) as connection:
    connection.sendall(b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n")
    answer = connection.recv(4096)
sys.exit(answer.split(b" ", 2)[1:2] != [b"200"])
' "${PORT:-8050}"
