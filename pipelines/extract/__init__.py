"""A fetched page -> `Extracted`: its article's lines with their roles, and the fields; nothing is thrown away yet.

decode -> tags -> lines (walk) -> body (the section) -> headline -> trim (head, body, tail, captions) -> fields
"""

from __future__ import annotations

from crawlers.items import Block, Extracted, Page
from pipelines.extract.page import extract
from pipelines.extract.version import VERSION

__all__ = ["VERSION", "Block", "Extracted", "Page", "extract"]
