"""Script and readings of Chinese text: text comes in; its simplified or folded form, or its script, goes out.

A leaf that every stage may import. The tables stand beside this file (see tests/tables.py for how they are made).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Literal

Script = Literal["Hans", "Hant", "Latn", "Tibt"]

TABLES: Final = Path(__file__).with_name("chinese_tables.txt")
HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""For a character class: the ideographs that news is written in."""

_TONES: Final = dict.fromkeys(
    map(ord, "\u0300\u0301\u0304\u0306\u030c")
)  # grave, acute, macron, breve for caron, caron
_LOOKALIKES: Final = str.maketrans({"ɡ": "g", "ɑ": "a", "ü": "v"})
_ZERO_WIDTH: Final = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")
_LETTERS: Final = "a-zɡɑāáǎăàēéěĕèīíǐĭìōóǒŏòūúǔŭùüǖǘǚǜńňǹḿ\u0300-\u030c"
_BRACKET: Final = re.compile(
    rf"(?<=[{HAN}])[(\uff08] ?([{_LETTERS}](?:[{_LETTERS} '’]{{0,38}}[{_LETTERS}])?) ?[)\uff09]"
)
_PARTED: Final = re.compile(rf" (?<=[{HAN}] )(?=[{HAN}])")
_IDEOGRAPHS: Final = re.compile(f"[{HAN}]+")
_TIBETAN: Final = re.compile(r"[\u0f00-\u0fff]+")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_PARTING: Final = str.maketrans("", "", " '’")  # xī'ān, xīn huá shè
_LONGEST_WORD: Final = 8


def _load() -> tuple[dict[int, int], dict[str, str]]:
    """Read the simplifications (as for str.translate) and the characters of each reading."""
    lines = [line.split(" ") for line in TABLES.read_text("utf-8").splitlines() if not line.startswith("#")]
    (_, traditional), (_, simplified), *readings = lines
    pairs = zip(map(ord, traditional), map(ord, simplified), strict=True)
    return dict(pairs), {reading: characters for reading, characters in readings}  # noqa: C416 (rows are lists)


_SIMPLIFIED, _READ_AS = _load()


def _without(encoding: str, characters: str) -> frozenset[str]:
    """The characters that an encoding of the other script does not have."""
    return frozenset(characters) - frozenset(characters.encode(encoding, "ignore").decode(encoding))


def _runs(characters: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(characters))}]+")


_TRADITIONAL: Final = _runs(map(chr, _SIMPLIFIED))
_ONLY_TRADITIONAL: Final = _runs(_without("gb2312", "".join(map(chr, _SIMPLIFIED))))
_ONLY_SIMPLIFIED: Final = _runs(_without("big5", "".join(map(chr, _SIMPLIFIED.values()))))


def count(runs: re.Pattern[str], text: str) -> int:
    """Count characters by an expression that finds runs of them."""
    return sum(map(len, runs.findall(text)))


def ideographs(text: str) -> int:
    """Count ideographs."""
    return count(_IDEOGRAPHS, text)


def to_simplified(text: str) -> str:
    """Turn traditional characters into simplified ones, one by one; the length stays."""
    return text.translate(_SIMPLIFIED) if _TRADITIONAL.search(text) else text  # most pages have none


def fold(text: str) -> str:
    """Bring text into the form in which words are looked up: NFKC, simplified, lower case, single spaces.

    A space between two ideographs goes, one between letters stays: `西 藏 Digital  Economy` -> `西藏 digital economy`.
    """
    text = " ".join(_folded(text).split())
    return _PARTED.sub("", text) if " " in text else text


def fold_tight(text: str) -> str:
    """Bring text into the same form without any space, as lines are compared in."""
    return "".join(_folded(text).split())


def _folded(text: str) -> str:
    if not text.isascii():
        text = to_simplified(unicodedata.normalize("NFKC", _ZERO_WIDTH.sub("", text)))
    return text.lower()


def toneless(reading: str) -> str:
    """Strip tone marks from pinyin and write ü as v: `shù` -> `shu`, `nǚ` -> `nv`."""
    bare = unicodedata.normalize("NFD", reading).translate(_TONES)
    return unicodedata.normalize("NFC", bare).translate(_LOOKALIKES)


def count_readings(text: str) -> int:
    """Count the brackets that only repeat how what stands before them is read: 數(shù), 为(wei), 新华社(xīnhuáshè)."""
    return sum(_is_reading(text, found) for found in _BRACKET.finditer(text))


def drop_readings(text: str) -> str:
    """Take those brackets out. One that is no reading of what it follows stays, and so does a capital one: 李(Li)宁."""
    return _BRACKET.sub(lambda found: "" if _is_reading(text, found) else found[0], text)


def _is_reading(text: str, found: re.Match[str]) -> bool:
    """Say whether a bracket reads the character before it, or with tone marks the whole word before it."""
    printed = found[1].translate(_PARTING)
    bare = toneless(printed)
    if len(bare) <= 6 and _reads(text[found.start() - 1], bare):
        return True
    is_marked = bare != printed.translate(_LOOKALIKES)  # 网易(wangyi) is a name that the page itself explains
    return is_marked and _reads_word(text[max(0, found.start() - _LONGEST_WORD) : found.start()], bare)


def _reads(character: str, reading: str) -> bool:
    if character in _READ_AS.get(reading, ""):
        return True
    return "u" in reading and character in _READ_AS.get(reading.replace("u", "v"), "")  # 女(nu)


def _reads_word(characters: str, reading: str) -> bool:
    """Say whether the last of these characters, two or more, are read so; syllables are tried from the end."""
    if not characters:
        return False
    for size in range(1, min(6, len(reading)) + 1):
        if _reads(characters[-1], reading[-size:]):
            rest = reading[:-size]
            if not rest or _reads_word(characters[:-1], rest):
                return True
    return False


def script_of(text: str) -> Script | None:
    """Name the script that most of the text is in, by the characters that one script alone has; None if undecided."""
    han = count(_IDEOGRAPHS, text)
    if 2 * han <= len(text):  # more, and no other script can prevail
        tibetan = count(_TIBETAN, text)
        latin = count(_LATIN, text) // 3  # an ideograph says about as much as three letters
        if tibetan > max(han, latin):
            return "Tibt"
        if latin > han:
            return "Latn"
    traditional = count(_ONLY_TRADITIONAL, text)
    simplified = count(_ONLY_SIMPLIFIED, text)
    if traditional == simplified:
        return None
    return "Hant" if traditional > simplified else "Hans"
