"""What leaves: stories as feeds, rows as files that other programs read. Pure but for `files`, which writes.

A feed has a story in it once, with at most 120 characters of its text; whole texts leave by `scrapy export` alone.
"""
