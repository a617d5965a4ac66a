"""A job that kills the runner that started it, again and again."""

from collections.abc import Callable

import pytest

from cache.states import State
from tests.cache.conftest import Engine
from tests.waiting import until

pytestmark = pytest.mark.chaos


def test_a_job_that_kills_its_runner_is_given_up_and_others_are_served(
    engine: Callable[..., Engine],
) -> None:
    one = engine()
    one.ask("killer", "kill_runner")
    one.ask("good", "square", x=5)
    look = one.end("killer")
    assert look.state is State.FAILED
    assert len(look.reference) == 8
    until(lambda: (found := one.queue.look("good")) and found.state is State.DONE)
    assert one.answer("good")["value"] == 25
