"""What one transaction changed and the rules of data/notices.toml come in; what somebody is to be told goes out.

A cause is told once: the notice's key names it, and the database keeps one row a key. A copy is no cause: the story
that it joins was told when it was new. What is old is not told as new: a page dated more than `age_days` before, the
pages of a site that was never crawled to the end before, those that a walk back to a day brings.

    a new story states two new figures   one notice; who is told of figures alone is told of those
    a copy prints 18元 for 18亿元        a conflict, whoever the copy is by
    the site edits 171 into 173          a figure that changed; an edit that changes none is no notice
"""

from __future__ import annotations

from pipelines.alert.decide import decide, is_recent
from pipelines.alert.happened import KINDS, Cause, Happening, Notice
from pipelines.alert.numbers import document_numbers, spellings
from pipelines.alert.revised import changed_figures
from pipelines.alert.rules import Channel, Digests, Hours, NoticeRules, Rule, load_notices

__all__ = [
    "KINDS",
    "Cause",
    "Channel",
    "Digests",
    "Happening",
    "Hours",
    "Notice",
    "NoticeRules",
    "Rule",
    "changed_figures",
    "decide",
    "document_numbers",
    "is_recent",
    "load_notices",
    "spellings",
]
