"""Makes pipelines/chinese_tables.txt from OpenCC and pypinyin: `python -m tests.tables` writes it again.

Both packages are needed here only: the service reads the file.
"""

from __future__ import annotations

import importlib
from collections import defaultdict
from importlib.metadata import version

from pipelines.chinese import TABLES, toneless

HEADER = """\
# Made by `python -m tests.tables`; do not edit. One-character tables for matching.
# traditional/simplified: character by character, from OpenCC {opencc} t2s (Apache-2.0, https://github.com/BYVoid/OpenCC).
# readings: toneless pinyin (ü as v) and every character so read, of the characters of GBK, from pypinyin {pypinyin}
# (MIT, https://github.com/mozillazg/python-pinyin) and its pinyin-data (MIT, https://github.com/mozillazg/pinyin-data).
"""
IDEOGRAPHS = [chr(code) for code in (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))]


def simplifications() -> dict[str, str]:
    """Every character that OpenCC turns into another one when it stands alone."""
    convert = importlib.import_module("opencc").OpenCC("t2s").convert
    return {old: new for old in IDEOGRAPHS if (new := convert(old)) != old and len(new) == 1 and ord(new) < 0x10000}


def readings() -> dict[str, str]:
    """Toneless reading to all characters that can be read so."""
    marked: dict[int, str] = importlib.import_module("pypinyin.pinyin_dict").pinyin_dict
    found: defaultdict[str, set[str]] = defaultdict(set)
    for character in IDEOGRAPHS:
        if character.encode("gbk", "ignore"):
            for reading in marked.get(ord(character), "").split(","):
                found[toneless(reading)].add(character)
    return {reading: "".join(sorted(found[reading])) for reading in sorted(found) if reading.isascii() and reading}


def tables() -> str:
    """The whole file."""
    pairs = simplifications()
    return (
        HEADER.format(opencc=version("opencc"), pypinyin=version("pypinyin"))
        + f"traditional {''.join(pairs)}\nsimplified {''.join(pairs.values())}\n"
        + "".join(f"{reading} {characters}\n" for reading, characters in readings().items())
    )


if __name__ == "__main__":
    TABLES.write_text(tables(), "utf-8")
