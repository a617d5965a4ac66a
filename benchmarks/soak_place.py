"""Where the soak happens: the dashboard behind nginx, on loopback, with a folder of its own."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from benchmarks.process_memory import megabytes
from trials.serving import Server, free_port, start, wait_until_healthy

PLENTY = "9000000 per minute"
"""A budget that no benchmark uses up."""
NGINX = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 2048; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  client_header_timeout 15s; client_body_timeout 15s;
  upstream dashboard {{ server 127.0.0.1:{inner}; keepalive 32; }}
  server {{
    listen 127.0.0.1:{outer};
    location / {{
      proxy_pass http://dashboard;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Forwarded-Proto https;
    }}
  }}
}}
"""


@dataclass(frozen=True)
class Place:
    """The port to ask, and the processes of the dashboard behind it."""

    port: int
    server: "subprocess.Popen[bytes]"
    log: Path

    def megabytes(self) -> float:
        """Memory of all processes of the dashboard."""
        master = psutil.Process(self.server.pid)
        return megabytes([master, *master.children(recursive=True)])


def unlimited(*budgets: str) -> dict[str, str]:
    """Settings that take these limits away: VIEWS, API, DOWNLOADS, COMPUTATIONS."""
    return {f"DASHBOARD_LIMIT_{budget}": PLENTY for budget in budgets}


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[Place]:
    """The dashboard that keeps everything in `folder`; it is stopped at the end."""
    port = free_port()
    log = folder / "server.log"
    environment = {**os.environ, "PORT": str(port), "DATA_DIR": str(folder), **settings}
    with log.open("wb") as output:
        server = start(output, environment)
        try:
            wait_until_healthy(Server(server, port, log))
            yield Place(port, server, log)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


@contextmanager
def proxied(folder: Path, nginx: str, data: Path | None) -> Iterator[Place]:
    """The dashboard with its default settings behind nginx, whose port is told."""
    settings = {} if data is None else {"DASHBOARD_DATABASE": str(data)}
    with served(folder, DASHBOARD_TRUSTED_PROXIES="1", **settings) as found:
        port = free_port()
        configuration = folder / "nginx.conf"
        text = NGINX.format(folder=folder, inner=found.port, outer=port)
        configuration.write_text(text, "utf-8")
        proxy = subprocess.Popen([nginx, "-c", str(configuration), "-p", str(folder)])
        try:
            wait_until_healthy(Server(found.server, port, found.log))
            yield replace(found, port=port)
        finally:
            proxy.send_signal(signal.SIGTERM)
            proxy.wait(30)


def find_nginx(named: str | None) -> str | None:
    """The program of that name, or the one that is installed."""
    return shutil.which(named or "nginx") or shutil.which("/usr/sbin/nginx")
