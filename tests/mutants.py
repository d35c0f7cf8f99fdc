"""Sample pages -> damaged ones, the same for the same seed; and pages that are made to hold a parser."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from tests.sample import pages

TAG = re.compile(rb"<[a-zA-Z][^<>]{0,200}>")
TEXT = re.compile(rb">[^<>]+<")
NAMES = (b"div", b"table", b"td", b"a", b"p", b"script", b"form", b"select", b"li", b"font", b"b", b"svg", b"template")
Mutation = Callable[[bytes, random.Random], bytes]
ARTICLE = "<p>西藏数字经济规模上半年超过一百七十亿元，增速较快。</p>" * 5


def mutants(count: int, seed: int = 20) -> Iterator[tuple[str, bytes]]:
    """Yield (what was done, the page's bytes); one to three mutations each."""
    chance = random.Random(seed)
    bodies = [each.page.body for each in pages()]
    for number in range(count):
        body, done = chance.choice(bodies), []
        for _ in range(chance.choice((1, 1, 2, 3))):
            mutation = chance.choice(MUTATIONS)
            body = mutation(body or chance.choice(bodies), chance)
            done.append(mutation.__name__)
        yield f"{number} {' '.join(done)}", body


def _piece(body: bytes, chance: random.Random, most: int = 4000) -> tuple[int, int]:
    start = chance.randrange(len(body))
    return start, min(len(body), start + chance.randint(1, most))


def cut(body: bytes, chance: random.Random) -> bytes:
    """End early, or lose a piece."""
    start, end = _piece(body, chance)
    return body[:start] if chance.random() < 0.5 else body[:start] + body[end:]


def shuffled(body: bytes, chance: random.Random) -> bytes:
    """Bytes of a piece in another order, or others in their place."""
    start, end = _piece(body, chance, 400)
    piece = bytearray(body[start:end])
    chance.shuffle(piece)
    return body[:start] + (bytes(piece) if chance.random() < 0.5 else chance.randbytes(len(piece))) + body[end:]


def nested(body: bytes, chance: random.Random) -> bytes:
    """A piece within many elements, closed or not."""
    start, end = _piece(body, chance)
    name, times = chance.choice(NAMES), chance.choice((3, 30, 300, 3000))
    closed = b"</%b>" % name * times if chance.random() < 0.5 else b""
    return body[:start] + b"<%b>" % name * times + body[start:end] + closed + body[end:]


def duplicated(body: bytes, chance: random.Random) -> bytes:
    """A piece again and again."""
    start, end = _piece(body, chance)
    return body[:end] + body[start:end] * chance.choice((1, 2, 20, 60)) + body[end:]


def emptied(body: bytes, chance: random.Random) -> bytes:
    """No text between some tags, or no tags."""
    keeps = chance.random()
    pattern, put = (TEXT, b"><") if chance.random() < 0.7 else (TAG, b"")
    return pattern.sub(lambda found: found[0] if chance.random() < keeps else put, body)


def multiplied(body: bytes, chance: random.Random) -> bytes:
    """Many attributes on some tags, some of them the names and styles that are looked at."""
    times, share = chance.choice((5, 50, 500, 5000)), chance.choice((0.001, 0.01, 0.05))
    if times > 50:
        share = 0.002
    words = b"".join(b' a%d="%d"' % (n, n) for n in range(times)) + b' class="article comment" style="display:none"'

    def grow(found: re.Match[bytes]) -> bytes:
        return found[0][:-1] + words + b">" if chance.random() < share else found[0]

    return TAG.sub(grow, body)


def crossed(body: bytes, chance: random.Random) -> bytes:
    """Two pieces change places."""
    first, second = sorted((chance.randrange(len(body)), chance.randrange(len(body))))
    return body[second:] + body[first:second] + body[:first]


def renamed(body: bytes, chance: random.Random) -> bytes:
    """Tags of one name under another."""
    old, new = chance.sample(NAMES, 2)
    return body.replace(b"<" + old, b"<" + new)


MUTATIONS: tuple[Mutation, ...] = (cut, shuffled, nested, duplicated, emptied, multiplied, crossed, renamed)


def hostile() -> dict[str, bytes]:
    """Return pages that are made to cost time or memory, by what they are made of."""
    many, lines = 100_000, 70_000
    distinct = " ".join(f"a{n}=1" for n in range(many))
    bodies = {
        "100,000 attributes on a tag": f"<p {distinct}>{ARTICLE}",
        "100,000 attributes on a closing tag": f"</p {distinct}>{ARTICLE}",
        "100,000 attributes on a tag that never ends": f"{ARTICLE}<p {distinct}",
        "100,000 attributes with > in them": "<p " + " ".join(f'a{n}=">"' for n in range(many)) + f">{ARTICLE}",
        "999 attributes on each of 400 tags": ("<p " + " ".join(f"a{n}=1" for n in range(999)) + ">") * 400 + ARTICLE,
        "a second body with more attributes, many times": "".join(
            "<body " + " ".join(f"a{n}_{at}=1" for n in range(900)) + ">" for at in range(100)
        )
        + ARTICLE,
        "1,000,000 tags": "<b>" * 1_000_000 + ARTICLE,
        "1,000,000 line breaks": "<br>" * 1_000_000 + ARTICLE,
        "140,000 paragraphs": "<p>文" * 140_000,
        "100,000 levels": "<div>" * many + ARTICLE,
        "30,000 nested tables": "<table><tr><td>" * 30_000 + ARTICLE,
        "60,000 levels, closed": "<div>" * 60_000 + ARTICLE + "</div>" * 60_000,
        "200,000 links": '<a href="/x.html">链接</a>' * 200_000 + ARTICLE,
        "100,000 links that never end": "<a href=x>文" * many + ARTICLE,
        "a line of 4 MB": "<p>" + "西藏数字经济" * 220_000 + "</p>",
        "a line of 4 MB, Latin": "<p>" + "a" * 4_000_000 + "</p>",
        "a line of 4 MB, digits": "<p>" + "1" * 4_000_000 + "</p>",
        "a line of 4 MB, spaces": "<p>" + " " * 4_000_000 + "</p>",
        "a line of 4 MB, brackets": "<p>" + "（" * 1_300_000 + "</p>",
        "a line of 4 MB, readings": "<p>" + "數(shù)字(zi)" * 240_000 + "</p>",
        "a line of 4 MB, half brackets": "<p>" + "字(" * 980_000 + "</p>",
        "editor's lines": "<p>责任编辑：张三</p>" * lines + ARTICLE,
        "date lines": "<p>2020年7月29日 10:05 来源：西藏日报</p>" * lines + ARTICLE,
        "lines of one character": "<br>文" * lines,
        "related lines, nested": "<div><p>相关阅读</p>" * 20_000 + ARTICLE,
        "a class of 4 MB": '<div class="' + "Article " * 490_000 + f'">{ARTICLE}',
        "10,000 long classes": "".join(f'<div class="{"aB" * 140}{n}">文</div>' for n in range(10_000)) + ARTICLE,
        "entities": "<p>" + "&#55296;&#0;&#1114112;" * 70_000 + ARTICLE,
        "comments that never end": "<!--" * 150_000 + ARTICLE,
        "quotes that never end": '<p a="' + "x> " * 1_000_000,
        "NULs": ARTICLE.replace("，", "\0") * 100,
        "lone surrogates": ARTICLE.replace("，", "\ud800") * 100,
        "forms": "<form>" * 140_000 + ARTICLE,
    }
    page = "<html><head><title>{}</title>{}</head><body>{}</body></html>"
    built = {name: page.format("题目", "", body).encode("utf-8", "surrogatepass") for name, body in bodies.items()}
    deep = '<script type="application/ld+json">' + "[" * 190_000 + "</script>"
    return built | {
        "a title of 4 MB": page.format("西藏" * 600_000, "", ARTICLE).encode(),
        "a meta of 4 MB": page.format("题目", f'<meta name="source" content="{"西藏 " * 500_000}">', ARTICLE).encode(),
        "deep JSON-LD": page.format("题目", deep, ARTICLE).encode(),
        "scripts that never end": b"<script><" * 400_000,
        "angle brackets": b"<" * 4_000_000,
        "NULs alone": b"\0" * 4_000_000,
        "chance bytes": random.Random(1).randbytes(4_000_000),
        "high bytes": bytes(range(0x80, 0x100)) * 30_000,
        "UTF-16 with an odd byte": b"\xff\xfe" + page.format("题目", "", ARTICLE).encode("utf-16-le") + b"\0",
        "nothing": b"",
    }
