"""Script and readings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.chinese import TABLES, count_readings, drop_readings, fold, fold_tight, script_of, to_simplified


@pytest.mark.parametrize(
    ("printed", "clean"),
    [
        ("數(shù)字經(jīng)濟(jì)", "數字經濟"),
        ("認為(wei),舉(ju)辦", "認為,舉辦"),
        ("新华社(xīnhuáshè)拉萨电", "新华社拉萨电"),
        ("地区(dìqū)", "地区"),
        ("新华社(xīn huá shè)", "新华社"),
        ("西安(xī'ān)", "西安"),
        ("數( shù )", "數"),
        ("女(nǚ)女(nv)女(nü)女(nu)", "女女女女"),
        ("个(ɡè)", "个"),
        ("网\uff08wang\uff09", "网"),  # full-width brackets
        ("重(zhong)要,重(chong)复", "重要,重复"),  # any reading of the character will do
        ("经(ji\u0304ng)", "经"),  # the mark as a character of its own
    ],
)
def test_a_bracket_that_repeats_the_reading_is_dropped(printed: str, clean: str) -> None:
    assert drop_readings(printed) == clean
    assert count_readings(printed) >= 1
    assert count_readings(clean) == 0


@pytest.mark.parametrize(
    "printed",
    [
        "规划(2020-2025年)",
        "长城(西藏)基地",
        "李(Li)宁",
        "人工智能(ai)",  # no reading of 能
        "网易(wangyi)",  # a name explained, without tone marks
        "数字(digital)",
        "数字(digital economy)",
        "数字(a b)",
        "拉萨(lasa",
        "(shù)",
        "新华社(xīnhuárìbào)",  # tone marks, but other words
    ],
)
def test_an_honest_bracket_stays(printed: str) -> None:
    assert drop_readings(printed) == printed
    assert count_readings(printed) == 0


def test_every_reading_of_a_run_is_counted() -> None:
    assert count_readings("西藏數(shù)字經(jīng)濟(jì)規(guī)模(2020年)") == 4


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("西藏数字经济规模", "Hans"),
        ("西藏數字經濟規模", "Hant"),
        ("西藏自治区发布報告", "Hans"),
        ("西藏", None),  # both scripts write it so
        ("Tibet's digital economy grew, 西藏 said", "Latn"),
        ("བོད་ལྗོངས་ཀྱི་གྲངས་ཀའི་དཔལ་འབྱོར།", "Tibt"),
        ("", None),
        ("2020-07-29", None),
    ],
)
def test_script_is_told_by_characters_of_one_script_only(text: str, script: str | None) -> None:
    assert script_of(text) == script


def test_simplifying_keeps_the_length_and_leaves_simplified_text_alone() -> None:
    assert to_simplified("中國產業經濟信息網") == "中国产业经济信息网"
    assert to_simplified("中国产业经济信息网 2020 Tibet") == "中国产业经济信息网 2020 Tibet"


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("5G+醫療", "5g+医疗"),
        ("西 藏\u3000數字", "西藏数字"),
        ("Digital\n Economy of\u00a0Tibet", "digital economy of tibet"),
        ("西\u200b藏", "西藏"),
    ],
)
def test_folding_makes_spellings_of_one_word_equal(printed: str, folded: str) -> None:
    assert fold(printed) == folded


def test_folding_tight_is_folding_without_any_space() -> None:
    for printed in ("西 藏 Digital  Economy", "\u3000數 字\u200b經濟 ", "Plain  text", "ﬁ Ａ１", "", " "):
        assert fold_tight(printed) == fold(printed).replace(" ", "")


def test_the_tables_equal_a_rebuild() -> None:
    pytest.importorskip("opencc", reason="the tables are rebuilt only where OpenCC is installed")
    pytest.importorskip("pypinyin", reason="the tables are rebuilt only where pypinyin is installed")
    from tests.tables import tables

    assert TABLES.read_text("utf-8") == tables()


def test_the_page_that_the_project_was_born_from_loses_its_readings_and_no_honest_bracket() -> None:
    seeds = sorted((Path(__file__).parents[2] / "shared" / "seed").glob("*.txt"))
    if not seeds:
        pytest.skip("the seed page is not beside this repository")
    page = seeds[0].read_text("utf-8")
    assert count_readings(page) == 178
    assert re.findall(r"\([^)]*\)", drop_readings(page)) == [
        "(2020-2025年)",
        "(2020-2022年)",
        "(2020-2022年)",
        "(西藏)",
    ]
