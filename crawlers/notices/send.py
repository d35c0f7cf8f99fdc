"""A process that sends messages of one channel: a JSON line each comes in, {"ok": true} or {"error": …} goes out.

It is ended from outside when a receiver takes too long, and has the memory of a small program: an answer without end
harms nobody. It follows no redirect, asks no proxy, connects to no private address unless its name is allowed, and
says nothing of what it was told by its environment: an error is words of ours and a number.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
from typing import Any, Final

from crawlers.locks import die_with_parent
from crawlers.notices import apprised, webhook
from crawlers.notices.outcome import NotSentError

MEMORY_MB: Final = 512


def main() -> int:
    """Answer line by line until there is no more."""
    die_with_parent()
    logging.disable(logging.DEBUG)
    logging.getLogger().addHandler(logging.NullHandler())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20, MEMORY_MB << 20))
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line))), flush=True)  # noqa: T201 - what the other side reads
    return 0


def _answer(wanted: dict[str, Any]) -> dict[str, Any]:
    try:
        (webhook if wanted["kind"] == "webhook" else apprised).send(wanted)
    except NotSentError as error:
        return {"error": str(error)}
    except Exception as error:  # noqa: BLE001 - a border: a delivery that fails is tried again, whatever it fails of
        return {"error": f"a fault of this program ({type(error).__name__})"}
    return {"ok": True}


if __name__ == "__main__":
    sys.exit(main())
