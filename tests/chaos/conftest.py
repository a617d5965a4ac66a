"""The fault suite uses the engine of the engine's own tests."""

from tests.cache.conftest import engine

__all__ = ["engine"]
