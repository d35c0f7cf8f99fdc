"""Reads XML that strangers wrote: bytes come in, elements go out as they end; no entity is expanded, no file opened.

Feeds are broken in known ways: a label of gb2312 over GBK bytes, a bare & in an address, HTML's names of characters
(&nbsp;), control characters, an end that never came. All but the last are mended first; of a cut one, what is whole
is read.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from html.entities import html5
from io import BytesIO

from lxml import etree

from pipelines.html.decode import decode
from pipelines.html.parse import Element

MAX_BYTES = 24 << 20
"""Of an unpacked document: 50,000 addresses of a full sitemap take 5 to 8 MB, and some sites do not stop there; a bomb
unpacks no further."""
DECLARATION = re.compile(r"\A[\s\ufeff]*+<\?xml[^>]*+>")
ENCODING = re.compile(rb"<\?xml[^<>]{0,200}?encoding\s*=\s*[\"']([\w-]{2,20})")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
AMPERSAND = re.compile(
    r"(<!\[CDATA\[.*?(?:\]\]>|\Z))|&(?:([a-zA-Z][a-zA-Z0-9]{1,30};)|(#(?:\d{1,7}|x[0-9a-fA-F]{1,6});))?", re.DOTALL
)
XML_NAMES = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))


class UnreadableError(ValueError):
    """It is no XML, or none that is read: the message says why."""


def elements(body: bytes, content_type: str, names: frozenset[str]) -> Iterator[Element]:
    """Yield elements with one of the local `names` as they end; each is emptied when the next is asked for.

    Raises UnreadableError before the first, for what unpacks too large, declares entities, or is no XML.
    """
    text = _text(unpacked(body), content_type)
    if "<!ENTITY" in text:
        raise UnreadableError("it declares entities, which no feed needs")
    if not text.lstrip().startswith("<"):
        raise UnreadableError("it is no XML")
    source = BytesIO(AMPERSAND.sub(_mended, text).encode("utf-8", "replace"))
    reading = etree.iterparse(
        source, events=("end",), encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    for _, element in reading:
        if local(element) in names:
            yield element
            element.clear()


def local(element: Element) -> str:
    """Name an element without its namespace: Atom's and RSS 1.0's entries have the names that RSS 2.0's have."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def unpacked(body: bytes) -> bytes:
    """Undo gzip (a sitemap.xml.gz); UnreadableError beyond MAX_BYTES. A cut file gives what there is."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacking = zlib.decompressobj(wbits=31)
    try:
        plain = unpacking.decompress(body, MAX_BYTES)
    except zlib.error as error:
        raise UnreadableError(f"its gzip is damaged: {error}") from error
    if unpacking.unconsumed_tail:
        raise UnreadableError(f"it unpacks to more than {MAX_BYTES >> 20} MB")
    return plain


def _text(body: bytes, content_type: str) -> str:
    declared = ENCODING.search(body[:200])
    text, _ = decode(body, content_type, declared[1].decode("ascii") if declared else None)
    return CONTROL.sub("", DECLARATION.sub("", text, count=1))


def _mended(match: re.Match[str]) -> str:
    section, name, number = match.groups()
    if section or number or name in XML_NAMES:
        return match[0]
    if name:
        return html5.get(name, f"&amp;{name}")
    return "&amp;"
