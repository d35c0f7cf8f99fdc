"""Dates, names and labels as they are really printed."""

from __future__ import annotations

import pytest

from pipelines.extract import bylines, labels, names, when
from pipelines.extract.datelines import dateline
from pipelines.extract.headline import without_site_name
from tests.extract_pages import FIRST, SECOND, THIRD, TITLE, article, html, paragraphs

MOMENTS = {
    "来源：某某网 时间：2020-11-25": "2020-11-25",
    "2020年09月22日 09:29 来源：贵阳网-贵阳日报": "2020-09-22T09:29+08:00",
    "2020年09月15日10:09 来源：中国西藏新闻网—西藏商报": "2020-09-15T10:09+08:00",
    "发布时间：2022-11-02 14:58:00来源： 央视网": "2022-11-02T14:58+08:00",
    "2022 07/ 19 16:37:42 来源：新华网": "2022-07-19T16:37+08:00",
    "2017/06 19 10:12:35": "2017-06-19T10:12+08:00",
    "来源：某某 | 2020-12-29 20:13:40": "2020-12-29T20:13+08:00",
    "Source: Xinhua / Editor: huaxia / 2022-01-04 15:56:50": "2022-01-04T15:56+08:00",
    "By San Zhang | Valley Daily | Updated: 2021-08-19 10:02": "2021-08-19T10:02+08:00",
    "Published: 2019/3/20 17:56:05": "2019-03-20T17:56+08:00",
    "2024-05-13T01:16:04Z": "2024-05-13T01:16+00:00",
    "2024-05-13T09:16:04+0800": "2024-05-13T09:16+08:00",
    "Wednesday, May 8, 2024 7:05 pm": "2024-05-08T19:05+08:00",
    "8 May 2024": "2024-05-08",
    "(Xinhua) 14:27, March 28, 2025": "2025-03-28T14:27+08:00",
    "Updated: 2:05 p.m., 3 May 2024": "2024-05-03T14:05+08:00",
    "2023.1.8": "2023-01-08",
    "发布日期：２０２３－０１－０８ ０９：３０": "2023-01-08T09:30+08:00",
    "2023-02-30": None,
    "电话：010-20231101234": None,
    "新华社拉萨7月5日电": None,
}


@pytest.mark.parametrize(("printed", "iso"), MOMENTS.items())
def test_a_date_is_read_to_the_minute_where_one_is_printed(printed: str, iso: str | None) -> None:
    found = when.find(printed)
    assert (found.iso if found else None) == iso


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("http://district.example.cn/roll/202009/22/t20200922_35790012.shtml", "2020-09-22"),
        ("http://www.example.com/2016/03-16/7799827.shtml", "2016-03-16"),
        ("http://www.example.com/xy/gdcj/1568414.html", None),
    ],
)
def test_an_address_may_carry_the_day(url: str, day: str | None) -> None:
    found = when.in_url(url)
    assert (found.day if found else None) == day


LABELLED = {
    "来源：中国产业经济信息网 时间：2020-07-29": [("source", "中国产业经济信息网")],
    "作者： 来源：西藏日报 发布时间：2022-12-22": [("source", "西藏日报")],
    "编辑: 张三 | 时间: 2017-05-08 10:57:31 | 来源: 人民日报 |": [("editor", "张三"), ("source", "人民日报")],
    "2018-05-17 19:30 来源： 新华社 字号：默认 大": [("source", "新华社")],
    "2016年03月16日 15:34 来源：中国新闻网 参与互动": [("source", "中国新闻网")],
    "(责编：张三、李四)": [("chief", "张三、李四")],
    "【责任编辑:张三】": [("chief", "张三")],
    "转自：中国经济网": [("reprint", "中国经济网")],
    "发表于2014-08-24| 120次阅读| 来源某某报| 作者张三": [("source", "某某报"), ("author", "张三")],
    "2025.11.18 10:22 来源：通信世界网 作者：张三 阅读 3021": [("source", "通信世界网"), ("author", "张三")],
    "文/张三 编辑/李四": [("author", "张三"), ("editor", "李四")],
    "2024-05-06 来源：河谷日报记者：张三": [("source", "河谷日报"), ("author", "张三")],
    "记者：谢谢您接受采访。": [],
    "作者：—— 河谷机房再添新机柜 来源：河谷日报": [("source", "河谷日报")],
    "By San Zhang, Si Li (Valley Daily Online) 14:27, May 06, 2024": [("author", "San Zhang, Si Li")],
    "这家报社来自各地的记者都在这里。": [],
}


@pytest.mark.parametrize(("line", "values"), LABELLED.items())
def test_a_label_gives_its_value_alone(line: str, values: list[tuple[str, str]]) -> None:
    assert list(labels.values([line])) == values


OUTLETS = {
    "上海证券报(上海)": "上海证券报",
    "光明网-《光明日报》": "光明网-《光明日报》",
    "网络": None,
    "人民网 记者": "人民网",
    "China Daily": "China Daily",
}


@pytest.mark.parametrize(("value", "name"), OUTLETS.items())
def test_an_outlet_is_named_as_printed(value: str, name: str | None) -> None:
    assert names.outlet(value) == name


PEOPLE = {
    "张三 李四": "张三、李四",
    "王五、赵 六": "王五、赵六",
    "本报记者 张三": "张三",
    "张三_NF058": "张三",
    "张三\ufffd": None,
    "未知": None,
    "": None,
}


@pytest.mark.parametrize(("value", "people"), PEOPLE.items())
def test_people_are_joined_and_their_roles_cut_off(value: str, people: str | None) -> None:
    assert names.people(value) == people


def test_reporters_are_found_in_brackets_and_on_lines_of_their_own() -> None:
    assert bylines.bracket("新华社拉萨5月6日电（记者 张三 李四）河谷里") == "张三、李四"
    assert bylines.line("本报记者 张三 李四") == "张三、李四"
    assert bylines.line("记者从河谷的管理部门获悉，机房已经完工") is None
    assert bylines.closing("机房已经完工。（张三）") == "张三"
    assert bylines.closing("机房已经完工。（见右图）") is None


DATELINES = {
    "新华社拉萨7月5日电（记者 张三）机房已经完工。": "新华社拉萨7月5日电",
    "中新社拉萨4月20日电 题：机房": "中新社拉萨4月20日电",
    "本报拉萨3月21日讯 机房": "本报拉萨3月21日讯",
    "央广网拉萨5月6日消息（记者张三）机房": "央广网拉萨5月6日消息",
    "LHASA, Jan. 4 (Xinhua) -- A data center": "LHASA, Jan. 4 (Xinhua)",
    "(ECNS) -- A data center": "(ECNS)",
    "(ECNS) A data center": None,
    "据新华社消息，机房已经完工。": None,
    "记者获悉，机房已经完工。": None,
}


@pytest.mark.parametrize(("text", "printed"), DATELINES.items())
def test_a_dateline_is_kept_as_printed(text: str, printed: str | None) -> None:
    assert dateline([text]) == printed


TITLES = {
    "规模超170亿元_区域经济_某某网": "规模超170亿元",
    "机房完工 - 某某省人民政府门户网站": "机房完工",
    "机房完工|某某网": "机房完工",
    "Data center expands - Valley News": "Data center expands",
    "某网-机房在河谷上游的六个乡镇完工": "机房在河谷上游的六个乡镇完工",
    "": None,
}


@pytest.mark.parametrize(("title", "short"), TITLES.items())
def test_a_title_loses_the_name_of_the_site(title: str, short: str | None) -> None:
    assert without_site_name(title) == short


BODY = f"<div>{paragraphs(FIRST, SECOND, THIRD)}</div>"


def test_a_printed_date_beats_the_metas_and_takes_their_minute_when_they_agree() -> None:
    meta = '<meta name="publishdate" content="{}">'
    inner = f"<div><h1>{TITLE}</h1><div>2024-05-06 来源：河谷日报</div>{BODY}</div>"
    assert article(html(inner, head=meta.format("2024-05-06 08:30"))).published_at == "2024-05-06T08:30+08:00"
    assert article(html(inner, head=meta.format("2024-05-07 08:30"))).published_at == "2024-05-06"
    assert article(html(inner, head=meta.format("2024-05-06 00:00:00"))).published_at == "2024-05-06"


@pytest.mark.parametrize(
    "head",
    [
        f"<h2>{TITLE}</h2><div>2024-05-06 10:20</div>",
        f"<div class=bt>{TITLE}</div><div>2024-05-06 10:20</div>",
    ],
)
def test_a_headline_is_found_where_the_title_element_only_names_the_site(head: str) -> None:
    assert article(html(f"<div>{head}{BODY}</div>", title="河谷新闻网")).title == TITLE


def test_a_heading_that_holds_the_title_element_is_the_headline() -> None:
    longer = f"【河谷快讯】{TITLE} 六个乡镇受益"
    assert article(html(f"<div><h1>{longer}</h1><p>{TITLE}</p>{BODY}</div>", title=TITLE)).title == longer


def test_json_ld_serves_where_the_page_prints_nothing() -> None:
    data = '{"@type": "NewsArticle", "datePublished": "2024-05-06T08:30:00+08:00", "author": {"name": "San Zhang"}}'
    found = article(
        html(f"<div><h1>{TITLE}</h1>{BODY}</div>", head=f'<script type="application/ld+json">{data}</script>')
    )
    assert (found.published_at, found.author) == ("2024-05-06T08:30+08:00", "San Zhang")


def test_nothing_is_invented_where_the_page_prints_nothing() -> None:
    metas = '<meta name="author" content="河谷新闻网"><meta name="keywords" content="机房">'
    found = article(html(f"<div><h1>{TITLE}</h1>{BODY}</div>", head=metas))
    assert (found.source, found.author, found.editor, found.reprinted_from) == (None, None, None, None)
    assert (found.published_at, found.published_precision, found.original_title, found.dateline) == (
        None,
        None,
        None,
        None,
    )


def test_the_origin_of_a_copy_is_read_from_its_own_lines() -> None:
    tail = "<p>转自：河谷晚报</p><p>（原标题：河谷机房扩容完工）</p><p>责任编辑：李四_NF058</p>"
    found = article(html(f"<div><h1>{TITLE}</h1><div>来源：河谷日报 作者：张三</div>{BODY}{tail}</div>"))
    assert (found.reprinted_from, found.original_title) == ("河谷晚报", "河谷机房扩容完工")
    assert (found.source, found.author, found.editor) == ("河谷日报", "张三", "李四")


def test_an_unlabelled_outlet_and_person_beside_the_date_are_told_apart() -> None:
    found = article(html(f"<div><h1>{TITLE}</h1><div>张三 河谷晚报 2024-05-06 07:08</div>{BODY}</div>"))
    assert (found.source, found.author) == ("河谷晚报", "张三")


ENGLISH_LINES = {
    "By San Zhang (Valley Daily Online) 14:27, May 06, 2024": ("Valley Daily Online", "San Zhang"),
    "(Xinhua) 14:27, May 06, 2024": ("Xinhua", None),
    "Valley Daily, May 6, 2024": ("Valley Daily", None),
    "San Zhang, May 6, 2024": (None, None),
    "Beijing Time, 14:27, May 06, 2024": (None, None),
}


@pytest.mark.parametrize(("line", "told"), ENGLISH_LINES.items())
def test_an_english_date_line_names_the_outlet_without_a_label(line: str, told: tuple[str | None, str | None]) -> None:
    text = "The machine hall in the upper valley is done, and six townships share its cabinets. " * 4
    found = article(html(f"<div><h1>Machine hall opens</h1><div>{line}</div><p>{text}</p><p>{text}</p></div>"))
    assert (found.source, found.author) == told


def test_the_reporter_of_a_teaser_is_not_the_author() -> None:
    teaser = (
        "<ul><li><h4><a href=/1>另外一篇报道的标题</a></h4><p>本报讯（记者 钱七）别的地方的别的事情。</p></li></ul>"
    )
    assert article(html(f"<div><h1>{TITLE}</h1>{BODY}<h3>推荐阅读</h3>{teaser}</div>")).author is None
