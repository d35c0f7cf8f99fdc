"""What kind of outlet a name stands for: a publisher's name in, its class out, as data/publishers.toml has it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipelines.publishers import Publishers, load_publishers
from pipelines.publishers.names import key_of

PATH = Path(__file__).resolve().parent.parent / "data" / "publishers.toml"
CLASSES = {
    "official": ("官方", "official"),
    "agency": ("中央媒体", "agency and central press"),
    "industry": ("行业媒体", "industry press"),
    "portal": ("门户", "portal"),
    "mirror": ("镜像", "mirror"),
}


@cache
def outlets() -> Publishers:
    """Read the file once a process; DefinitionError when it is wrong."""
    return load_publishers(PATH)


def class_of(name: str | None) -> tuple[str, str] | None:
    """Return the class of an outlet in Chinese and English; None for one that the file does not list."""
    known = outlets()
    publisher = known.by_key.get(key_of(name or "")) or known.by_host.get(name or "")
    return CLASSES.get(publisher.publisher_class) if publisher else None
