"""Pages that are no article: eight kinds, several shapes of each, all in our own words."""

from __future__ import annotations

import pytest

from crawlers.items import Verdict
from pipelines.clean import clean
from tests.extract_pages import FIRST, LINKS, SECOND, TITLE, article, html, paragraphs, read

NAMES = [f"河谷第{n}所小学添置新的图书和电脑" for n in range(20)]
DATED = (
    "<ul>"
    + "".join(f"<li><a href=/{n}>{name}</a><span>2024-05-{n + 1:02}</span></li>" for n, name in enumerate(NAMES))
    + "</ul>"
)
LEADS = "".join(
    f"<div class=item><h3><a href=/{n}>{name}</a></h3><p>{name}，老师们说孩子们高兴极了，家长也来帮忙搬书。</p><i>"
    f"2024-05-{n + 1:02}</i></div>"
    for n, name in enumerate(NAMES[:10])
)
PLAYER = "<div id=player><video src=/1.mp4></video></div>"
IMAGES = "".join(f"<img src=/{n}.jpg>" for n in range(6))
FORM = "<form><input name=user><input type=password name=word><button>登录</button></form>"

KINDS = {
    "list": [
        html(f"<h1>滚动新闻</h1>{DATED}<div>首页 上一页 1 2 3 下一页 尾页</div>", title="滚动新闻_河谷新闻网"),
        html(LEADS, title="教育频道_河谷新闻网"),
        html(f"<table><tr><td>{DATED}</td><td>{LINKS}</td></tr></table>", title="河谷新闻网"),
        html(f"<h2>通知公告</h2>{DATED}<p>共 12 页 230 条</p>", title="通知公告"),
        html(f"<h1>专题：河谷的一年</h1><p>编者按</p>{LEADS}{DATED}", title="专题：河谷的一年"),
        html(LINKS * 4, title="网站地图"),
    ],
    "video": [
        html(f"<h1>视频：河谷的清晨</h1>{PLAYER}<div>2024-05-06 10:20 来源：河谷台</div>", title="视频：河谷的清晨"),
        html(f"<h1>河谷直播间</h1>{PLAYER}<div>正在播放 倍速 高清</div>", title="河谷直播间_视频频道"),
        html(f"<h1>【回放】机房开工仪式</h1>{PLAYER}<p>时长：01:20</p>", title="【回放】机房开工仪式"),
        html("<h1>河谷影像</h1><iframe src='/player?id=1'></iframe><p>视频简介：清晨的河谷。</p>", title="河谷影像"),
        html(f"<h1>Valley at dawn</h1>{PLAYER}<p>Video, 1:20</p>", title="Video: Valley at dawn"),
    ],
    "gallery": [
        html(f"<h1>组图：河谷的春天</h1>{IMAGES}<p>1/8</p><p>桃花开了</p>", title="组图：河谷的春天_图片频道"),
        html(f"<h1>河谷的春天</h1><div>（3/12）</div>{IMAGES}<p>桃花开了</p>", title="河谷的春天"),
        html(f"<h1>高清图集 河谷</h1>{IMAGES}", title="高清图集 河谷"),
        html(
            f"<div>1/6 河谷里的桃花开了，村民在树下清点果苗，孩子们放学后也来帮忙。</div>{IMAGES}", title="河谷的春天"
        ),
        html(
            f"<h1>In pictures: spring in the valley</h1>{IMAGES}<p>2 / 9</p>", title="In pictures: spring in the valley"
        ),
    ],
    "not_found": [
        html("<h1>404</h1><p>抱歉，您访问的页面不存在。</p><a href=/>返回首页</a>", title="404"),
        html("<div>对不起，该文章已被删除，5秒后自动跳转到首页。</div>", title="提示信息"),
        html("<h2>出错了</h2><p>您要查看的内容已下线，或者链接已失效。</p>", title="出错了"),
        html("<h1>Page not found</h1><p>The page you requested has been moved or removed.</p>", title="Page not found"),
        html("<p>系统繁忙，请稍后再试。</p>", title="系统提示"),
        html("<p>页面找不到了，看看别的吧</p>", title="河谷新闻网"),
    ],
    "login": [
        html(f"<h1>用户登录</h1>{FORM}<a href=/r>立即注册</a>", title="用户登录"),
        html(f"<h1>{TITLE}</h1><p>请先登录后查看全文</p>{FORM}", title=TITLE),
        html(f"<div>统一身份认证平台</div><div>扫码登录 密码登录 忘记密码</div>{FORM}", title="统一身份认证"),
        html(f"<h1>{TITLE}</h1><p>本文为会员专享内容，订阅后可阅读全文。</p>", title=TITLE),
        html("<h1>Sign in</h1><p>Sign in to continue. Forgot your password?</p>" + FORM, title="Sign in"),
    ],
    "script": [
        "<html><head><title></title></head><body><div id=app></div><script>var a = 1;</script></body></html>",
        "<html><body><noscript>x</noscript><p>请开启JavaScript并刷新页面</p><script>location.reload()</script>"
        "</body></html>",
        "<html><head><script>var _$ts = 1;</script></head><body><script>go()</script></body></html>",
        "<html><head><title>Just a moment...</title></head><body><p>Checking your browser before you go on.</p>"
        "<script>1</script></body></html>",
        "<html><body><div class=spin>正在加载</div><script src=/app.js></script></body></html>",
    ],
    "search": [
        html(f"<h1>搜索结果</h1><p>为您找到相关结果约230条</p>{LEADS}", title="机房_搜索结果"),
        html(f"<div>站内搜索：机房</div>{DATED}", title="站内搜索"),
        html(f"<p>共找到 12 条与“机房”相关的内容</p>{LEADS}", title="检索"),
        html("<h1>检索结果</h1><p>没有找到相关结果，请更换关键词。</p>", title="检索结果"),
        html(f"<h1>Search results</h1><p>230 results for data</p>{LEADS}", title="Search results"),
    ],
    "empty": [
        html("<h1>{{article.title}}</h1><div>{{article.content}}</div>", title="{{article.title}}"),
        html(f"<h1>{TITLE}</h1><div>2024-05-06</div><div class=content></div>"),
        html("<h1>本栏目</h1><p>暂无内容</p>", title="本栏目").replace(LINKS, ""),
        html("<p>栏目建设中，敬请期待</p>", title="河谷新闻网").replace(LINKS, ""),
        "<html><body><p></p></body></html>",
        "",
    ],
}
PAGES = [(kind, number, sent) for kind, sent_pages in KINDS.items() for number, sent in enumerate(sent_pages)]
SAME_TO_A_READER = {"empty": ("list", "script"), "search": ("list",)}
"""An empty template among links is a list, and one among scripts a page of scripts: either name is right."""


def test_there_are_forty_pages_of_eight_kinds() -> None:
    assert len(KINDS) == 8
    assert len(PAGES) >= 40


@pytest.mark.parametrize(("kind", "number", "sent"), PAGES, ids=[f"{kind}-{number}" for kind, number, _ in PAGES])
def test_a_page_that_is_no_article_is_refused_with_its_kind(kind: str, number: int, sent: str) -> None:
    found = clean(read(sent))
    assert isinstance(found, Verdict), found
    assert found.stage == "extract"
    assert found.reason.removeprefix("not_article:") in (kind, *SAME_TO_A_READER.get(kind, ()))
    assert found.rule


BRIEF = "河谷上游的六个乡镇昨天通上了光缆，首批用户有两百户。"
ARTICLES = {
    "a brief beside a player": html(f"<div><h1>{TITLE}</h1><div>2024-05-06</div><p>{BRIEF}</p></div>{PLAYER}"),
    "a photograph with a full caption": html(f"<div><h1>{TITLE}</h1><div>2024-05-06</div>{IMAGES}<p>{FIRST}</p></div>"),
    "an article about an error": html(
        f"<div><h1>政务网站页面找不到 用户投诉后恢复</h1><div>2024-05-06</div>{paragraphs(FIRST, SECOND)}</div>",
        title="政务网站恢复",
    ),
    "a form beside the text": html(
        f"{FORM}<div><h1>{TITLE}</h1><div>2024-05-06</div>{paragraphs(FIRST, SECOND)}</div>"
    ),
    "a brief without a date": html(f"<div><h1>{TITLE}</h1><p>{FIRST}</p></div>"),
}


@pytest.mark.parametrize("sent", ARTICLES.values(), ids=ARTICLES.keys())
def test_a_short_article_is_not_refused(sent: str) -> None:
    assert article(sent).text


def test_a_refused_page_keeps_what_was_found() -> None:
    extracted = read(KINDS["video"][0])
    assert (extracted.kind, extracted.title, extracted.published_at) == (
        "video",
        "视频：河谷的清晨",
        "2024-05-06T10:20+08:00",
    )
