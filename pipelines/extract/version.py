"""The extractor's version: stored with every article, so that older texts can be found and cleaned again."""

from __future__ import annotations

VERSION = "3"
"""Raised whenever a change of the extractor or of the cleaner changes what comes out of a page."""
