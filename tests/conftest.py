"""What holds for every test: no setting of the caller's, and no address but this machine's."""

import socket
from typing import Any

import pytest

from config.declaration import declarations
from config.settings import Settings

LOCAL = ("127.", "::1", "localhost", "0.0.0.0")


@pytest.fixture(autouse=True)
def no_settings_of_the_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test sees the settings that it makes, whatever the shell it runs in has set."""
    for _, declared in declarations(Settings):
        monkeypatch.delenv(declared.name, raising=False)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to another machine is a failure of the test, not a wait for an answer."""
    connect = socket.socket.connect

    def local_only(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOCAL):
            pytest.fail(f"a test asked for the network: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", local_only)
