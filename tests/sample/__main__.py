"""`python -m tests.sample` writes data/sample.warc.gz and the table of docs/sites.md; --show URL prints one page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.sample import ARCHIVE, SampleError, answers, build
from tests.sample.yields import TABLE, table


def main() -> int:
    """Build, or show one answer; exit 2 with one sentence when a file is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.sample", description=__doc__)
    parser.add_argument("--out", type=Path, default=ARCHIVE, help="where to write the archive")
    parser.add_argument("--show", metavar="URL", help="print the body of one answer, as sent")
    chosen = parser.parse_args()
    try:
        if chosen.show:
            sys.stdout.buffer.write(next(each.body for each in answers() if each.url == chosen.show))
            return 0
        archive = build()
    except StopIteration:
        sys.stderr.write(f"{chosen.show} is not in the sample.\n")
        return 2
    except SampleError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    chosen.out.write_bytes(archive)
    sys.stdout.write(f"{chosen.out}: {len(archive):,} bytes\n")
    if chosen.out == ARCHIVE:
        TABLE.write_text(table({each.url: each for each in answers()}), "utf-8")
        sys.stdout.write(f"{TABLE}: what each site yields\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
