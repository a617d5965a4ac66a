"""Settings: what the environment makes of them, and what stops the start."""

from dataclasses import replace
from pathlib import Path

import pytest

from config.declaration import declarations
from config.settings import Settings, WrongSettings


def faults(**environ: str) -> list[str]:
    with pytest.raises(WrongSettings) as caught:
        Settings.load(environ)
    return caught.value.faults


def test_an_empty_environment_makes_the_defaults() -> None:
    assert Settings.load({}) == Settings()


def test_an_empty_value_counts_as_not_set() -> None:
    assert Settings.load({"PORT": "", "REDIS_URL": "  "}) == Settings()


def test_each_value_reaches_its_field() -> None:
    loaded = Settings.load(
        {
            "PORT": "9000",
            "MAX_WORKERS": "3",
            "LOG_LEVEL": "warning",
            "REDIS_URL": "redis://host:6379/0",
            "DATA_DIR": "/srv/data",
            "DASHBOARD_WARM": "no",
            "DASHBOARD_LIMIT_API": "5 per minute;  7 per 2 hours",
        }
    )
    assert loaded == replace(
        Settings(),
        port=9000,
        workers=3,
        log_level="WARNING",
        redis_url="redis://host:6379/0",
        data_dir=Path("/srv/data"),
        cache_dir=Path("/srv/data/cache"),
        warm=False,
        limit_api="5 per minute; 7 per 2 hours",
    )


def test_a_named_cache_directory_is_not_moved_with_the_data() -> None:
    loaded = Settings.load({"DATA_DIR": "/srv", "DASHBOARD_CACHE_DIR": "/var/answers"})
    assert loaded.cache_dir == Path("/var/answers")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "80.5"),
        ("PORT", "-1"),
        ("PORT", "٨٠٨٠"),
        ("PORT", "9" * 5000),
        ("MAX_WORKERS", "many"),
        ("LOG_LEVEL", "LOUD"),
        ("APP_VERSION", "one two"),
        ("REDIS_URL", "http://host"),
        ("REDIS_URL", "redis://host:99999999"),
        ("DASHBOARD_DEMO", "sometimes"),
        ("DASHBOARD_WARM", "perhaps"),
        ("DASHBOARD_METRICS_TOKEN", "short"),
        ("DASHBOARD_LIMIT_VIEWS", "60"),
        ("DASHBOARD_LIMIT_VIEWS", "0 per minute"),
        ("DASHBOARD_LIMIT_VIEWS", "60 per fortnight"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_may_be(name: str, value: str) -> None:
    (fault,) = faults(**{name: value})
    declared = {one.name: one for _, one in declarations(Settings)}[name]
    assert fault.startswith(f"{name} is ")
    assert fault.endswith(f"is not {declared.may_be}.")
    assert len(fault) < 300


def test_a_secret_is_not_repeated_in_the_fault() -> None:
    (fault,) = faults(REDIS_URL="amqp://user:hunter2@host")
    assert "hunter2" not in fault


def test_an_unknown_name_is_answered_with_the_nearest_one() -> None:
    (fault,) = faults(DASHBOARD_JOB_PROCESES="2")
    expected = "DASHBOARD_JOB_PROCESES is not a setting; did you mean DASHBOARD_JOB_PROCESSES?"
    assert fault == expected


def test_an_unknown_name_like_no_other_gets_no_suggestion() -> None:
    assert faults(DASHBOARD_XYZZY="1") == ["DASHBOARD_XYZZY is not a setting."]


def test_names_of_others_are_not_ours_to_judge() -> None:
    assert Settings.load({"PATH": "/bin", "PORTS": "1"}) == Settings()


def test_everything_wrong_is_told_at_once() -> None:
    found = faults(PORT="x", MAX_WORKERS="y", DASHBOARD_CASH_MB="5")
    assert len(found) == 3
    with pytest.raises(WrongSettings, match=r"^Cannot start: .*PORT.*MAX_WORKERS") as caught:
        Settings.load({"PORT": "x", "MAX_WORKERS": "y"})
    assert "\n" not in str(caught.value)


def test_contradictions_are_found() -> None:
    (both,) = faults(DASHBOARD_DEMO="always", DASHBOARD_DATABASE="/data/data.db")
    assert "DASHBOARD_DEMO" in both
    assert "DASHBOARD_DATABASE" in both
    (share,) = faults(DASHBOARD_QUEUE_LENGTH="2", DASHBOARD_JOBS_PER_VISITOR="3")
    assert "DASHBOARD_QUEUE_LENGTH" in share


def test_what_is_shown_tells_no_secret() -> None:
    shown = Settings.load(
        {"REDIS_URL": "redis://:hunter2@host", "DASHBOARD_METRICS_TOKEN": "0123456789abcdef"}
    ).shown()
    assert shown["PORT"] == "8050"
    assert "hunter2" not in str(shown)
    assert "0123456789abcdef" not in str(shown)
    assert shown["DASHBOARD_METRICS_TOKEN"] != Settings().shown()["DASHBOARD_METRICS_TOKEN"]
