"""The chain of a story as a picture: its articles and edges in, boxes and arrows with their places out.

Who copied nobody stands left; each copy stands one column right of what it was taken from, as many rows below as need
be. A source that was only named has a dashed box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Row = Mapping[str, Any]
BOXES_MAX = 40
WIDE, HIGH, GAP_X, GAP_Y, EDGE = 200, 58, 96, 18, 8
TITLE_CHARS = 14
"""So many full-width characters fit into a box."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """An article, or a source that was only named."""

    key: str
    x: int
    y: int
    name: str
    line: str
    role: str
    href: str | None


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """From what was copied to the copy."""

    path: str
    x: int
    y: int
    kind: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Boxes and arrows, and how much room they take."""

    width: int
    height: int
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    left_out: int


def draw(articles: Sequence[Row], edges: Sequence[Row]) -> Picture | None:
    """Return the picture of a story; None where there is no chain to draw."""
    shown = list(articles[:BOXES_MAX])
    ids = {row["id"] for row in shown}
    drawn = [edge for edge in edges if edge["child_id"] in ids and _parent(edge, ids) is not None]
    if not drawn:
        return None
    parents: dict[str, str] = {}
    for edge in drawn:  # the first edge decides where a box stands
        parents.setdefault(f"a{edge['child_id']}", _parent(edge, ids) or "")
    named = {key: str(edge["parent_name"]) for edge in drawn if (key := _parent(edge, ids) or "").startswith("n")}
    keys = [*named, *(f"a{row['id']}" for row in shown)]
    places = _places(keys, parents)
    rows = {f"a{row['id']}": row for row in shown}
    boxes = [_box(key, places[key], rows.get(key), named.get(key, "")) for key in keys]
    by_key = {box.key: box for box in boxes}
    arrows = [_arrow(by_key[_parent(edge, ids) or ""], by_key[f"a{edge['child_id']}"], edge) for edge in drawn]
    return Picture(
        width=max(box.x for box in boxes) + WIDE + EDGE,
        height=max(box.y for box in boxes) + HIGH + EDGE,
        boxes=boxes,
        arrows=arrows,
        left_out=len(articles) - len(shown),
    )


def _parent(edge: Row, ids: set[int]) -> str | None:
    """Return the key of the box that an edge comes from; None for an article of another story."""
    if edge["parent_id"] is None:
        return f"n{edge['parent_name']}" if edge["parent_name"] else None
    return f"a{edge['parent_id']}" if edge["parent_id"] in ids else None


def _places(keys: Sequence[str], parents: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """Give each box its column and row; of a circle of claims, whoever comes first is taken for its beginning."""
    places: dict[str, tuple[int, int]] = {}
    children: dict[str, list[str]] = {}
    has_child: set[str] = set()
    for key in keys:
        children.setdefault(parents.get(key, ""), []).append(key)
    row = 0

    def put(start: str) -> None:
        nonlocal row
        waiting = [(start, 0)]
        while waiting:
            key, column = waiting.pop()
            if key in places:
                continue
            # The first child stands on its parent's row, the next ones below.
            parent = parents.get(key, "")
            is_first = column > 0 and parent not in has_child
            has_child.add(parent)
            places[key] = (column, row - 1 if is_first else row)
            row = places[key][1] + 1
            waiting += [(child, column + 1) for child in reversed(children.get(key, []))]

    for key in (*children.get("", []), *keys):
        put(key)
    return places


def _box(key: str, place: tuple[int, int], row: Row | None, named: str) -> Box:
    column, line = place
    return Box(
        key=key,
        x=EDGE + column * (WIDE + GAP_X),
        y=EDGE + line * (HIGH + GAP_Y),
        name=_cut(str(row["publisher"] or urlsplit(row["url"]).hostname or "未知") if row else named),
        line=_cut(
            str(row["published_at"] or row["first_seen_at"])[:16].replace("T", " ") if row else "仅见署名 not seen", 22
        ),
        role=str(row["role"]) if row else "named",
        href=f"/article/{row['id']}" if row else None,
    )


def _arrow(start: Box, end: Box, edge: Row) -> Arrow:
    x, y, to_x, to_y = start.x + WIDE, start.y + HIGH // 2, end.x - 5, end.y + HIGH // 2
    if end.x <= start.x:  # back, or to its own column: around the boxes' left
        x, to_x = start.x, end.x
        path = f"M{x} {y}C{x - 40} {y} {to_x - 40} {to_y} {to_x} {to_y}"
    else:
        middle = (x + to_x) // 2
        path = f"M{x} {y}C{middle} {y} {middle} {to_y} {to_x} {to_y}"
    return Arrow(path=path, x=to_x - 40, y=to_y - 6, kind=str(edge["kind"]), why=str(edge["evidence"]))


def _cut(text: str, most: int = TITLE_CHARS) -> str:
    """Shorten to what fits: a character of Latin letters takes half the room."""
    room = 0.0
    for at, character in enumerate(text):
        room += 0.55 if ord(character) < 0x2E80 else 1.0
        if room > most:
            return f"{text[:at]}…"
    return text
