"""Each observation is left out once, with its neighbours."""

import numpy as np
import pytest

from dashboard_app.stats.blocks import left_out


@pytest.mark.parametrize(("n", "count"), [(8, 4), (13, 6), (20, 10), (245, 10)])
def test_blocks_are_consecutive_and_hold_all(n: int, count: int) -> None:
    blocks = left_out(n)
    assert len(blocks) == count
    assert min(map(len, blocks)) >= 2
    assert np.concatenate(blocks).tolist() == list(range(n))
