"""Watches how much memory a crawl took at its peak: Scrapy's extension with a truer measure.

Scrapy asks getrusage, whose answer includes what the *parent* held when it started this process: a crawl started by a
large program would begin over its limit. The kernel's VmHWM is this process's alone.
"""

from __future__ import annotations

import re
from pathlib import Path

from scrapy.extensions.memusage import MemoryUsage

STATUS = Path("/proc/self/status")
PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


class Memory(MemoryUsage):
    """MemoryUsage with the peak of this process's own memory, in bytes."""

    def get_virtual_size(self) -> int:
        peak = PEAK.search(STATUS.read_text("ascii")) if STATUS.exists() else None
        return int(peak[1]) * 1024 if peak else super().get_virtual_size()
