"""Bytes as sent -> text, with the flags of what was damaged.

Order: a byte order mark; strict UTF-8 (a legacy page almost never passes it by chance); what the site file, the header
and the page's own meta declare; gb18030. Labels lie both ways: pages declare gb2312 over UTF-8 bytes, and mirrors
declare UTF-8 over GBK. A UTF-8 page with a few torn bytes stays UTF-8, a GBK page with one stays GBK.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

# gb2312 pages hold characters of GBK and GB18030 (喆, 镕), and Big5 pages hold those of Hong Kong's supplement.
WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
}
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
IN_META = re.compile(rb"<meta[^<>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{2,20})", re.IGNORECASE)
META_WINDOW = 4096
SAMPLE_BYTES = 100_000
"""By so much of a damaged page it is decided what it is."""
NO_TEXT = 0.2
"""Share of the non-ASCII characters that cannot be decoded, in any charset, in bytes that are no text."""
TORN = 0.05
"""Share of the non-ASCII characters that may be undecodable in a page that is UTF-8 all the same. A legacy page read
as UTF-8 loses nearly all of them."""


def decode(body: bytes, content_type: str = "", encoding: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the text without its zeros, and flags.

    `encoding` is what a site file says of a site whose own labels are wrong.
    """
    for mark, name in MARKS:
        if body.startswith(mark):
            return _flagged(body[len(mark) :].decode(name, "replace"))
    try:
        text = body.decode("utf-8")
        return (text.replace("\x00", "") if b"\x00" in body else text), ()
    except UnicodeDecodeError:
        pass
    sample = body[:SAMPLE_BYTES]
    if _damage(_begun(sample, "utf-8")) < TORN:
        as_utf8 = body.decode("utf-8", "replace")
        if _damage(as_utf8) < TORN:
            return _flagged(as_utf8)
    names = list(dict.fromkeys(_declared(body, content_type, encoding)))
    for name in names:
        try:
            return _flagged(body.decode(name))
        except UnicodeDecodeError:
            continue
    damage, _, name = min((_damage(_begun(sample, name)), at, name) for at, name in enumerate(names))
    # What is no text in any charset is not read to its end: each byte that fails costs a call.
    return _flagged((sample if damage > NO_TEXT else body).decode(name, "replace"))


def _declared(body: bytes, content_type: str, encoding: str | None) -> Iterator[str]:
    in_header = IN_HEADER.search(content_type)
    in_meta = IN_META.search(body[:META_WINDOW])
    labels = (encoding, in_header and in_header[1], in_meta and in_meta[1].decode("ascii", "replace"))
    for label in labels:
        name = _codec(label) if label else None
        # UTF-8 has failed already, and a single-byte charset decodes anything: it is asked last.
        if name and name not in ("utf-8", "cp1252"):
            yield name
    yield "gb18030"
    if any(label and _codec(label) == "cp1252" for label in labels):
        yield "cp1252"


def _codec(label: str) -> str | None:
    name = WIDER.get(label.lower(), label)
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def _flagged(text: str) -> tuple[str, tuple[str, ...]]:
    return text.replace("\x00", ""), (("page:undecodable_bytes",) if "\ufffd" in text else ())


def _begun(sample: bytes, name: str) -> str:
    """Decode the beginning of a page: a character that its end cuts in two is no damage."""
    return codecs.getincrementaldecoder(name)("replace").decode(sample)


def _damage(text: str) -> float:
    """Share of the non-ASCII characters that could not be decoded."""
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") / max(1, beyond_ascii)
