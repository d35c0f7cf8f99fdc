"""Extraction as a whole: every page of the sample, the seed's page, and the shapes that bodies come in."""

from __future__ import annotations

import dataclasses

import pytest

from crawlers.items import Article, Part, Verdict
from pipelines.clean import clean
from pipelines.extract import VERSION, extract
from tests.extract_pages import (
    FIRST,
    LINKS,
    SECOND,
    THIRD,
    TITLE,
    article,
    html,
    page,
    paragraphs,
    read,
    site,
)
from tests.sample import SamplePage, answers, pages
from tests.sample.page import page_of
from tests.sample.render import Answer

SAMPLE = {sample.name: sample for sample in pages()}
NO_ARTICLES = [answer for answer in answers() if answer.no_article]
FIELDS = ("title", "published_at", "source", "reprinted_from", "author", "editor", "original_title", "dateline")
BODY = f"{FIRST}\n{SECOND}\n{THIRD}"
HEAD = f"<h1>{TITLE}</h1><div>2024-05-06 10:20 来源：河谷日报</div>"


@pytest.mark.parametrize("sample", SAMPLE.values(), ids=SAMPLE.keys())
def test_a_sample_page_gives_its_article_and_nothing_else(sample: SamplePage) -> None:
    found = clean(extract(sample.page))
    assert isinstance(found, Article)
    assert found.text == sample.text
    expected = {field: getattr(sample, field) for field in FIELDS if getattr(sample, field) or field != "dateline"}
    assert {field: getattr(found, field) for field in expected} == expected
    assert found.extractor_version == VERSION


@pytest.mark.parametrize("answer", NO_ARTICLES, ids=[answer.url for answer in NO_ARTICLES])
def test_what_stands_at_the_address_of_an_article_and_is_none_is_told_by_its_kind(answer: Answer) -> None:
    found = clean(extract(page_of(answer)))
    assert isinstance(found, Verdict)
    assert found.reason == f"not_article:{answer.no_article}"


@pytest.mark.parametrize("name", [name for name in SAMPLE if SAMPLE[name].page.site.selectors])
def test_a_site_without_selectors_reads_as_well(name: str) -> None:
    sample = SAMPLE[name]
    found = clean(extract(dataclasses.replace(sample.page, site=dataclasses.replace(sample.page.site, selectors={}))))
    assert isinstance(found, Article)
    assert (found.title, found.text) == (sample.title, sample.text)


def test_the_seed_loses_its_readings_and_keeps_its_brackets() -> None:
    found = clean(extract(SAMPLE["mirror/01"].page))
    assert isinstance(found, Article)
    assert found.text.count("\n") == 8
    assert [found.text.count(bracket) for bracket in ("(2020-2025年)", "(2020-2022年)", "(西藏)", "(")] == [1, 2, 1, 4]
    assert found.flags == ("injected_readings", "page:byte_shift")
    assert found.reprinted_from == "中國經濟網"
    assert found.source == found.copyright_holder == "中國產業經濟信息網"
    assert (found.published_at, found.published_precision) == ("2020-07-29", "day")
    assert (found.language, found.script) == ("zh", "Hant")
    assert not any(word in found.text for word in ("版權", "延伸閱讀", "轉自", "首頁"))


SHAPES = {
    "paragraphs": f"<div>{HEAD}<div>{paragraphs(FIRST, SECOND, THIRD)}</div></div>",
    "bare br": f"<div>{HEAD}<div>　　{FIRST}<br><br>　　{SECOND}<br />　　{THIRD}</div></div>",
    "divs": f"<div>{HEAD}<div><div>{FIRST}</div><div>{SECOND}</div><div>{THIRD}</div></div></div>",
    "layout table": f"<table><tr><td width=120>{LINKS}</td><td>{HEAD}{FIRST}<br>{SECOND}<br>{THIRD}</td></tr></table>",
    "several containers": f"<div>{HEAD}<div>{paragraphs(FIRST)}</div><div>{paragraphs(SECOND)}</div><div>"
    f"{paragraphs(THIRD)}</div></div>",
    "hidden until a script shows it": f'{HEAD}<div id="js_content" style="visibility: hidden;">'
    f"{paragraphs(FIRST, SECOND, THIRD)}</div>",
    "under a name that speaks against it": f'<div class="left-sidebar hot">{HEAD}'
    f"{paragraphs(FIRST, SECOND, THIRD)}</div>",
    "spans and fonts": f"<div>{HEAD}<div>"
    + "".join(f"<p><span><font>{text[:9]}</font></span><b>{text[9:]}</b></p>" for text in (FIRST, SECOND, THIRD))
    + "</div></div>",
    "unclosed": f"<div>{HEAD}<div><p>{FIRST}<p>{SECOND}<p>{THIRD}",
    "a form around all": f'<form method=post><div>{HEAD}</div><div id="text">'
    f"{paragraphs(FIRST, SECOND, THIRD)}</div></form>",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_a_body_is_found_in_every_shape(shape: str) -> None:
    found = article(html(shape))
    assert found.text == BODY
    assert (found.title, found.published_at, found.source) == (TITLE, "2024-05-06T10:20+08:00", "河谷日报")


def test_a_brief_of_one_sentence_beats_a_long_list_of_links() -> None:
    brief = "河谷上游的六个乡镇昨天通上了光缆，首批用户有两百户。"
    assert article(html(f"<div>{HEAD}<div><p>{brief}</p></div></div>{LINKS}{LINKS}")).text == brief


@pytest.mark.parametrize(
    "markup",
    [
        '<textarea class="article-content">{}</textarea>',
        '<script type="text/template">{}</script>',
    ],
)
def test_a_body_that_only_scripts_show_is_revived(markup: str) -> None:
    inner = paragraphs(FIRST, SECOND, THIRD)
    found = article(html(HEAD + markup.format(inner.replace("<", "&lt;") if "textarea" in markup else inner)))
    assert found.text == BODY


def test_a_body_in_a_textarea_is_revived_where_the_page_shows_a_notice_of_rights_alone() -> None:
    hidden = paragraphs(FIRST, SECOND, THIRD, FIRST.replace("。", "！"), SECOND.replace("。", "！")).replace(
        "<", "&lt;"
    )
    notice = "本网站所刊登的各类作品均受法律保护，未经书面授权，不得转载、摘编或建立镜像，违者将依法追究责任"
    found = article(html(f"{HEAD}<textarea>{hidden}</textarea><div class='footer'>{notice}</div>"))
    assert found.text.startswith(BODY)
    assert notice not in found.text


def test_a_short_article_with_a_form_beside_it_is_no_hidden_one() -> None:
    asked = "请在这里写下您的评论，最多五百字，发布前会有编辑审核，不得少于十个字，谢谢您的支持。"
    form = f"<textarea>&lt;p&gt;{asked}&lt;/p&gt;</textarea>"
    assert article(html(HEAD + paragraphs(FIRST, SECOND) + form)).text == f"{FIRST}\n{SECOND}"


def test_a_body_in_json_beside_the_script_is_revived() -> None:
    data = '<script type="application/json">{"article": {"content": "%s"}}</script>'
    assert article(html(HEAD + data % paragraphs(FIRST, SECOND, THIRD).replace("</", "<\\/"))).text == BODY


TAILS = {
    "editor": "<p>（责任编辑：张三）</p>",
    "notice": "<p>版权声明：凡本网注明来源为河谷新闻网的作品，未经书面授权不得转载，违者必究。</p>",
    "numbered notice": "<p>凡本网注明“来源：河谷新闻网”的所有作品，版权均属本网。</p><p>凡注明其他来源的作品，"
    "均转载自其它媒体。</p>",
    "cinic": "<p>【版权及免责声明】凡本网所属版权作品，转载时须获得授权并注明来源，违者本网将追究责任。</p>",
    "agency": "<p>未经授权禁止转载、摘编、复制及建立镜像，违者将依法追究法律责任。</p>",
    "platform": "<p>特别声明：以上内容为自媒体平台用户上传并发布，本平台仅提供信息存储服务。</p>",
    "reprint": "<p>免责声明：登载此文出于传递更多信息之目的，并不意味着赞同其观点，文章内容仅供参考，"
    "不构成投资建议。</p>",
    "controls": "<p>分享到：微信 微博</p><p>【打印本页】 【关闭窗口】</p><p>扫一扫在手机打开当前页</p>",
    "related": "<h3>延伸阅读</h3><ul><li><a href=/1>河谷的春天来得早了一些</a></li><li><a href=/2>"
    "去年的雪还没有化完呢</a></li></ul>",
    "related with teasers": "<h2>相关新闻</h2>"
    + "".join(
        f"<ul><li><h4><a href=/{n}>另外一篇报道的标题第{n}号</a></h4><p>这是另一篇报道的开头，"
        f"它讲的是别的地方的别的事情。</p></li></ul>"
        for n in range(3)
    ),
    "wire end": "<p>（完）</p>",
    "paging": "<p>上一页 1 2 下一页</p><p>上一篇：<a href=/1>前一篇</a></p>",
    "keywords": "<p>关键词：数据中心 光缆</p>",
    "rest again": f"<p>查看余下全文</p><h2>{TITLE}</h2><p>2024-05-06 10:20</p>{paragraphs(FIRST, SECOND)}",
    "traditional": "<p>（責任編輯：張三）</p><p>版權聲明：未經授權不得轉載。</p>",
    "english": "<p>Editor: huaxia</p><p>Copyright © 2000-2024 Valley News. All rights reserved.</p>",
}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS.keys())
def test_a_footer_is_cut(tail: str) -> None:
    assert article(html(f"<div>{HEAD}<div>{paragraphs(FIRST, SECOND, THIRD)}{tail}</div></div>")).text == BODY


HEADS = {
    "breadcrumb": f"<div>您当前的位置：<a href=/>首页</a> &gt; <a href=/n>新闻</a> &gt; 正文</div>{HEAD}",
    "date line in pieces": f"<h1>{TITLE}</h1><span>2024</span><span>05/06</span> <span>10:20:33</span><div>"
    f"来源：河谷日报</div>",
    "share bar": f"{HEAD}<div>分享到：<a href=#>微信</a> <a href=#>微博</a></div><div>字号：大 中 小</div>",
    "kicker and byline": f"<h1>{TITLE}</h1><p>河谷日报记者 张三</p><p>2024年05月06日10:20 | 来源：<a>河谷日报</a></p>",
    "counter": f"{HEAD}<div>浏览次数：1024</div>",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_what_stands_above_is_cut(head: str) -> None:
    found = article(html(f"<div>{head}<div>{paragraphs(FIRST, SECOND, THIRD)}</div></div>"))
    assert found.text == BODY
    assert (found.published_at, found.source) == ("2024-05-06T10:20+08:00", "河谷日报")


def test_a_sentence_that_uses_a_label_word_stays() -> None:
    said = "这家报社的编辑在来源于一线的稿件里写道，分享到朋友圈的图片必须标明作者，未经核实的消息不会登出。"
    assert said in article(html(f"<div>{HEAD}<div>{paragraphs(FIRST, said, THIRD)}</div></div>")).text


def test_what_an_article_says_of_permission_is_no_notice_of_rights() -> None:
    said = "平台上的课件未经授权不得下载，老师们只能在课堂上使用。"
    assert article(html(f"<div>{HEAD}<div>{paragraphs(FIRST, SECOND, said)}</div></div>")).text.endswith(said)


def test_a_box_between_paragraphs_goes_and_the_text_after_it_stays() -> None:
    teaser = "<p><a href=/1>河谷里的第一座桥建成通车</a></p><p>桥长两百米，连接两岸的村庄。</p>"
    box = f'<div class="box"><h4>相关阅读</h4>{teaser}</div>'
    assert (
        article(html(f"<div>{HEAD}<div>{paragraphs(FIRST)}{box}{paragraphs(SECOND, THIRD)}</div></div>")).text == BODY
    )


def test_a_table_of_data_becomes_rows() -> None:
    rows = "<table><tr><td>县</td><td>基站</td></tr><tr><td><p>曲水</p></td><td><p>12</p></td></tr></table>"
    found = article(html(f"<div>{HEAD}<div>{paragraphs(FIRST, SECOND)}{rows}{paragraphs(THIRD)}</div></div>"))
    assert found.text == f"{FIRST}\n{SECOND}\n县\t基站\n曲水\t12\n{THIRD}"


def test_captions_stand_apart() -> None:
    figure = "<figure><img src=1.jpg><figcaption>机房的外墙，四月的一个早晨</figcaption></figure>"
    figure += "<p>图为机房内景。张三 摄</p><p>Herders try a phone on a pasture. (Xinhua/Zhang San)</p>"
    extracted = read(html(f"<div>{HEAD}<div>{paragraphs(FIRST)}{figure}{paragraphs(SECOND, THIRD)}</div></div>"))
    assert [block.text for block in extracted.blocks if block.role == "caption"] == [
        "机房的外墙，四月的一个早晨",
        "图为机房内景。张三 摄",
        "Herders try a phone on a pasture. (Xinhua/Zhang San)",
    ]
    assert "\n".join(block.text for block in extracted.blocks if block.role == "body") == BODY


def test_a_selector_of_the_site_wins() -> None:
    inner = f'{HEAD}<div id="a">{paragraphs(FIRST, SECOND)}</div><div id="b">{paragraphs(THIRD)}</div>'
    found = article(html(inner), site=site({"body": ("#b",), "editor": ("#nobody",)}))
    assert found.text == THIRD
    assert found.flags == ("page:selector_missed:editor",)


def test_a_selector_that_finds_nothing_falls_back_and_is_flagged() -> None:
    found = article(
        html(f"<div>{HEAD}{paragraphs(FIRST, SECOND, THIRD)}</div>"), site=site({"body": (".gone", "#also")})
    )
    assert found.text == BODY
    assert found.flags == ("page:selector_missed:body",)


def test_selected_fields_lose_their_labels() -> None:
    inner = f'<h2 class="t">{TITLE}</h2><i class="s">来源：河谷晚报</i>'
    inner += '<i class="e">责编：张三 李四</i><i class="d">2024/5/6 7:08</i>'
    selectors = {"title": ("h2.t",), "source": (".s",), "editor": (".e",), "published_at": (".d",)}
    found = article(html(f"<div>{inner}</div><div>{paragraphs(FIRST, SECOND)}</div>"), site=site(selectors))
    assert (found.title, found.source, found.editor, found.published_at) == (
        TITLE,
        "河谷晚报",
        "张三、李四",
        "2024-05-06T07:08+08:00",
    )


def test_parts_are_joined_once_and_in_order() -> None:
    second = html(f"<div>{HEAD}<div>{paragraphs(SECOND, THIRD)}<p>责任编辑：李四</p></div></div>").encode()
    first = html(f"<div>{HEAD}<div>{paragraphs(FIRST, SECOND)}</div></div>")
    found = article(first, parts=(Part(url="http://www.example.com/a/1_2.html", body=second),))
    assert (found.text, found.editor) == (BODY, "李四")
    assert article(first, missing_parts=1).flags == ("page:missing_part",)


def test_an_english_page_is_read() -> None:
    texts = (
        "LHASA, May 6 (Xinhua) -- A data center in the river valley finished its expansion this week, local "
        "officials said on Monday.",
        "The new halls use cold mountain air for most of the year, which lowers the cost of power by a third.",
        "Fiber lines will reach six townships upstream before winter, and herders will be trained to keep their "
        "books online.",
    )
    head = "<h1>Valley data center expands</h1><div>Source: Xinhua / Editor: huaxia / 2024-05-06 15:56:50</div>"
    inner = f"{head}<div>{paragraphs(*texts)}</div><p>Enditem</p>"
    found = article(html(f"<div>{inner}</div>", title="Valley data center expands - Valley News"))
    assert found.text == "\n".join(texts)
    assert (found.title, found.source, found.editor) == ("Valley data center expands", "Xinhua", "huaxia")
    assert (found.published_at, found.language, found.script) == ("2024-05-06T15:56+08:00", "en", "Latn")
    assert found.dateline == "LHASA, May 6 (Xinhua)"


def test_an_honest_gloss_stays() -> None:
    text = FIRST.replace("机柜", "机柜(guì)")
    assert article(html(f"<div>{HEAD}{paragraphs(text, SECOND, THIRD)}</div>")).text.count("(guì)") == 1


def test_a_shifted_passage_in_the_body_is_flagged_and_shown_as_it_is() -> None:
    broken = (
        "走进市场的企业还有"
        + "西藏企业近年来加快走向海外市场步伐".encode("gb18030")[1:-1].decode("gb18030")
        + "?等等。"
    )
    found = article(html(f"<div>{HEAD}{paragraphs(FIRST, broken, THIRD)}</div>"))
    assert broken in found.text
    assert found.flags == ("body:byte_shift", "page:byte_shift")


def test_the_same_page_gives_the_same_article() -> None:
    sent = page(html(SHAPES["bare br"]))
    assert extract(sent) == extract(sent)
