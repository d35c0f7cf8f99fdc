"""Bytes of a page become text, and text a tree: what extraction, lists and feeds share."""
