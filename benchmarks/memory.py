"""What the dashboard holds in memory, with the program loaded before the fork and after it.

    python -m benchmarks.memory [data.db]

Memory is that of all processes, pages that they share counted once (PSS): at rest, and after
every quick analysis and the forecast were asked about every tool, on the demonstration data
or on a data.db. Development loads the program in each worker, production once for all.
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

from benchmarks.soak_place import Place, served, unlimited

LOADED = {"before the fork": "production", "in each worker": "development"}
SETTLE_SECONDS = 5.0
POLL_SECONDS = 0.5


def main() -> None:
    """Print one line for each way of loading."""
    data = {"DASHBOARD_DATABASE": sys.argv[1]} if len(sys.argv) > 1 else {}
    budgets = unlimited("API", "COMPUTATIONS")
    print(f"{'loaded':16}{'at rest, MB':>14}{'after the asks, MB':>20}{'asks':>7}")
    for name, mode in LOADED.items():
        with (
            tempfile.TemporaryDirectory(prefix="memory-") as folder,
            served(Path(folder), DASHBOARD_WARM="no", FLASK_ENV=mode, **budgets, **data) as found,
        ):
            time.sleep(SETTLE_SECONDS)
            rest = found.megabytes()
            asks = _ask_all(found)
            time.sleep(SETTLE_SECONDS)
            print(f"{name:16}{rest:14.0f}{found.megabytes():20.0f}{asks:7}")


def _ask_all(place: Place) -> int:
    """How many questions were asked, each until it was answered."""
    tools = [one["id"] for one in _get(place, "/api/v1/tools")["tools"]]
    asked = 0
    for analysis in _get(place, "/api/v1/analyses")["analyses"]:
        of_a_tool = any(param["name"] == "tool" for param in analysis["params"])
        if analysis["cost"] == "quick" or analysis["id"] == "forecast":
            for tool in tools if of_a_tool else tools[:1]:
                query = f"?tool={quote(tool)}" if of_a_tool else ""
                while "state" in _get(place, f"/api/v1/analyses/{analysis['id']}{query}"):
                    time.sleep(POLL_SECONDS)
                asked += 1
    return asked


def _get(place: Place, path: str) -> dict[str, Any]:
    try:
        with urlopen(f"http://127.0.0.1:{place.port}{path}", timeout=60) as answer:
            told: dict[str, Any] = json.load(answer)
            return told
    except HTTPError as error:
        raise SystemExit(f"{path} was answered {error.code}: {error.read()[:200]!r}") from error


if __name__ == "__main__":
    main()
