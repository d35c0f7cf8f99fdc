"""Text -> whether a passage of it was read one byte off from GBK: `漂洋過?！奔娂娐涞啬岵礌?、`.

A GBK stream that lost a byte shows rare characters until the next ASCII character. Encoded again and read from the
second byte on, such a passage turns into common characters, which rare words and names do not.
"""

from __future__ import annotations

import re

from pipelines.chinese import to_simplified

COMMON = frozenset(
    bytes((lead, trail)).decode("gb2312")
    for lead in range(0xB0, 0xD8)
    for trail in range(0xA1, 0xFF)
    if (lead, trail) < (0xD7, 0xFA)
)
"""The 3,755 characters of GB2312's first level."""
RUN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]{5,}")
WINDOW = 6
RARE_SHARE = 0.5


def has_shift(text: str) -> bool:
    """Say whether any passage of at least six characters reads as common text when shifted by one byte."""
    return any(_is_shifted(found[0]) for found in RUN.finditer(text) if _rare_window(found[0]))


def _rare(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" and to_simplified(character) not in COMMON


def _rare_window(run: str) -> bool:
    flags = [_rare(character) for character in run]
    return any(sum(flags[at : at + WINDOW]) >= WINDOW * RARE_SHARE for at in range(max(1, len(flags) - WINDOW + 1)))


def _is_shifted(run: str) -> bool:
    for at in range(max(1, len(run) - WINDOW + 1)):
        window = run[at : at + WINDOW + 1]
        if sum(map(_rare, window)) < WINDOW * RARE_SHARE:
            continue
        shifted = window.encode("gbk", "ignore")[1:-1].decode("gbk", "ignore")
        han = [character for character in shifted if "\u4e00" <= character <= "\u9fff"]
        if len(han) >= WINDOW - 2 and sum(_rare(character) for character in han) <= 0.1 * len(han):
            return True
    return False
