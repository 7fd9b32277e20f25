"""Command that makes the reference data again: fetch, build, write."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tools.reference_data.build import build
from tools.reference_data.output import write
from tools.reference_data.sources import read_all

TARGET = Path(__file__).parents[2] / "twin" / "territory" / "reference"


def main() -> int:
    """Make the reference data again in the repository.

    Returns
    -------
    int
        0 when the files are written.
    """
    parser = argparse.ArgumentParser(description="Rebuild the embedded reference data.")
    parser.add_argument("--archives", type=Path, help="folder with archives already fetched")
    parser.add_argument("--out", type=Path, default=TARGET, help="folder to write")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        raw = read_all(options.archives or Path(temporary))
        write(build(raw), options.out)
    size = sum(path.stat().st_size for path in options.out.iterdir() if path.is_file())
    sys.stdout.write(f"reference data written: {size / 1e6:.2f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
