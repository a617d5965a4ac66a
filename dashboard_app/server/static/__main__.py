"""Compresses every file that pages may load as far as it goes: once, when the image is built."""

import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import dash_mantine_components  # noqa: F401  (registers its files with Dash)
from dash import Dash, dcc, html

from dashboard_app.server.static.shelf import BEST_QUALITY, BUILT, LEAST_BYTES, compress, name_of

ASSETS = Path(__file__).parents[2] / "assets"
KINDS = (".js", ".css", ".svg")


def contents() -> Iterator[bytes]:
    """Every script and style of the component packages, and our own assets."""
    app = Dash("dashboard_app")
    app.layout = html.Div([dcc.Graph(), dcc.Store("store")])
    app._setup_server()  # type: ignore[no-untyped-call]
    for package, paths in app.registered_paths.items():
        for path in sorted(paths):
            content = pkgutil.get_data(package, path) if path.endswith(KINDS) else None
            if content is not None:
                yield content
    for file in sorted(ASSETS.rglob("*")):
        if file.suffix in KINDS:
            yield file.read_bytes()


def build(folder: Path) -> tuple[int, int]:
    """Write what is not there yet; how many files were written, and their bytes of brotli."""
    folder.mkdir(parents=True, exist_ok=True)
    written = size = 0
    for content in contents():
        name = name_of(content)
        if len(content) < LEAST_BYTES or (folder / f"{name}.gzip").exists():
            continue
        for encoding, data in compress(content, BEST_QUALITY).items():
            part = folder / f"{name}.{encoding}.part"
            part.write_bytes(data)
            part.replace(folder / f"{name}.{encoding}")
            size += len(data) if encoding == "br" else 0
        written += 1
    return written, size


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else BUILT
    files, size = build(target)
    print(f"{files} files compressed into {target} ({size / 1e6:.1f} MB of brotli)")
