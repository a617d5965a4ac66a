"""What a pool of job processes is told at its start."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Plan:
    """Where the queue is, how many jobs may run, what each may take, and what is made ready.

    `prepare` names a function that the runner calls with `prepare_args` at its start and now
    and then before a job, so that what it imports and loads is there in every job process;
    it must not start threads. `ahead` names a function without arguments that returns
    {"asks": JSON text of [{key, name, args, label}, ...]}, which is computed while nobody waits.
    `functions` names all that a job may call, so that who can write to the queue can have nothing
    else run; where it is empty, a job may call any function.
    """

    directory: Path
    store_mb: int = 1024
    processes: int = 1
    job_seconds: float = 300.0
    job_mb: int = 1024
    prepare: str = ""
    prepare_args: Mapping[str, Any] = field(default_factory=dict)
    ahead: str = ""
    functions: tuple[str, ...] = ()

    def allows(self, function: str) -> bool:
        """Whether a job may call the function of this name."""
        return not self.functions or function in self.functions

    def to_json(self) -> str:
        """The plan as the runner is given it."""
        return json.dumps({**asdict(self), "directory": str(self.directory)})

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        """The plan again."""
        told = json.loads(text)
        exact = {"directory": Path(told["directory"]), "functions": tuple(told["functions"])}
        return cls(**{**told, **exact})
