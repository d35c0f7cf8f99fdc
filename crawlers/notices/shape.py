"""How a channel writes a message: lines come in, a body that is no longer than it takes goes out.

Text of pages is escaped where a channel reads markup, and where chats read mentions (`<!channel>`, `@all`) the signs
that make them are written wide: a page's title calls nobody.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Final

from crawlers.notices.message import Line, Message

LIMITS: Final = {
    "webhook": 65_536,
    "mail": 200_000,
    "wecom": 2_048,
    "dingtalk": 15_000,
    "feishu": 15_000,
    "telegram": 4_096,
    "slack": 30_000,
}
"""Bytes of a body, below what each service takes."""
HTML: Final = ("mail", "telegram")
"""Kinds that read HTML; the others get plain text."""
_WIDE: Final = str.maketrans({"<": "＜", ">": "＞", "@": "＠"})
_ELLIPSIS: Final = "…"


def shape(message: Message, kind: str, message_id: str) -> str:
    """Write the body for a kind of channel; the title is its first line where the kind has no place for one."""
    limit = LIMITS[kind]
    if kind == "mail" and message.html is not None and len(message.html.encode()) <= limit:
        return message.html
    lines = list(message.lines) if kind in ("mail", "webhook") else [Line(text=message.title), *message.lines]
    foot = f"№ {message_id}"
    return _fit(lines, foot, kind, limit)


def _fit(lines: Sequence[Line], foot: str, kind: str, limit: int) -> str:
    """Take lines off the end until it fits; of the one in which the limit falls, characters."""
    kept = list(lines)

    def is_over(some: Sequence[Line]) -> bool:
        return len(_body(some, foot, kind).encode()) > limit

    while kept and is_over(kept):
        shorter, last = kept[:-1], kept[-1]
        text = last.text.removesuffix(_ELLIPSIS)
        if is_over([*shorter, Line(text=_ELLIPSIS)]) or not text:
            kept = shorter
        else:
            cut = "" if last.url else text[: len(text) * 9 // 10]  # half an address leads nowhere
            kept = [*shorter, Line(text=cut + _ELLIPSIS)]
    return _body(kept, foot, kind)


def _body(lines: Sequence[Line], foot: str, kind: str) -> str:
    if kind == "mail":
        rows = "".join(f'<p style="margin:0 0 6px">{_marked(line)}</p>' for line in lines)
        grey = f'<p style="margin:14px 0 0;color:#888;font-size:12px">{html.escape(foot)}</p>'
        return (
            "<div style=\"font:15px/1.6 -apple-system,'PingFang SC','Microsoft YaHei',sans-serif;max-width:640px\">"
            f"{rows}{grey}</div>"
        )
    if kind == "telegram":
        return "\n".join([*map(_marked, lines), html.escape(foot)])
    texts = [line.text if line.url in (None, line.text) else f"{line.text} {line.url}" for line in lines]
    if kind != "webhook":
        texts = [text if _is_url(line) else _plain(line) for line, text in zip(lines, texts, strict=True)]
    return "\n".join([*texts, foot])


def _is_url(line: Line) -> bool:
    return line.url is not None and line.url == line.text


def _plain(line: Line) -> str:
    wide = line.text.translate(_WIDE)
    return wide if line.url is None else f"{wide} {line.url}"


def _marked(line: Line) -> str:
    text = html.escape(line.text)
    return text if line.url is None else f'<a href="{html.escape(line.url)}">{text}</a>'
