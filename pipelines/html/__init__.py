"""Bytes of a page become text, and text tags or a tree: what extraction, lists and feeds share."""
