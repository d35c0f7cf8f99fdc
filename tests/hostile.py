"""What a hostile page puts into its title, its names and its text, for every test that shows or hands out stories."""

from __future__ import annotations

from typing import Final

HOSTILE: Final = (
    "<script>alert(1)</script>西藏",
    "<img src=x onerror=alert(1)>西藏",
    '"><svg onload=alert(1)>西藏',
    "]]><script>alert(1)</script>西藏",
    "&lt;script&gt;alert(1)&lt;/script&gt;西藏",
    "{{7*7}}{% raw %}西藏${7*7}#{7*7}<%= 7*7 %>",
    '=HYPERLINK("http://evil.example","西藏")',
    "+1+cmd|' /C calc'!A0西藏",
    "-2+3西藏",
    "@SUM(1+1)西藏",
    "\t=1+1西藏",
    "  =1+1西藏",
    "\u3000＝1+1西藏",
    "＋1西藏",
    "－1西藏",
    "＠西藏",
    "javascript:alert(1)//西藏",
    "'; DROP TABLE articles; --西藏",
    "西藏\x08\x0b\x1b[31m\ufffe",
    "\u202e藏西\u202c",
    "གངས་ལྗོངས། 西藏 😀 𠮷",
    "[red]西藏[/red]",
    "西藏" * 300,
)
"""Titles. Each has 西藏 in it somewhere, but the one that is written backwards."""
URLS: Final = (
    'http://a.example/"onmouseover=alert(1)/1.html',
    "http://b.example/<script>alert(1)</script>/2.html",
    "http://c.example/'&q=1/3.html",
)
