"""The signing secret: one for all, for ever, readable by its owner alone."""

import shutil
import threading
from pathlib import Path

from cache.secret import Secret


def test_is_the_same_for_all_and_after_a_restart(tmp_path: Path) -> None:
    first = Secret(tmp_path / "cache").get()
    assert Secret(tmp_path / "cache").get() == first
    assert len(first) >= 32


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    Secret(tmp_path).get()
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_two_directories_have_two_secrets(tmp_path: Path) -> None:
    assert Secret(tmp_path / "a").get() != Secret(tmp_path / "b").get()


def test_of_many_that_make_it_at_once_one_wins(tmp_path: Path) -> None:
    found: list[bytes] = []
    makers = [threading.Thread(target=lambda: found.append(Secret(tmp_path).get()))
              for _ in range(16)]  # fmt: skip
    for one in makers:
        one.start()
    for one in makers:
        one.join()
    assert len(found) == 16
    assert len(set(found)) == 1


def test_comes_back_as_it_was_when_its_directory_is_removed(tmp_path: Path) -> None:
    secret = Secret(tmp_path / "cache")
    first = secret.get()
    shutil.rmtree(tmp_path / "cache")
    assert secret.get() == first
    assert Secret(tmp_path / "cache").get() == first


def test_an_empty_file_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"")
    assert len(Secret(tmp_path).get()) >= 32


def test_a_disk_that_keeps_nothing_still_gives_one(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the directory should be")
    secret = Secret(tmp_path / "cache")
    assert secret.get() == secret.get()
