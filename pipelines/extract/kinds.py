"""A page read -> what kind of page it is when it is no article, with the reason for people; None for an article.

The kinds: script, not_found, login, search, list, video, gallery, empty. Only a page with little text of its own is
suspected, and every kind wants evidence of its own; a brief of one sentence under a headline stays an article. A list
with summaries is told by its shape: most of its text stands under links.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipelines.extract.lines import Document
from pipelines.extract.signs import BRIEF, FEWEST_IMAGES, Signs, is_dated, leads_of, signs_of
from pipelines.extract.trim import Trimmed
from pipelines.extract.when import DATE
from pipelines.html.markup import Tag

LITTLE = 300
"""Characters of text below which a page is looked at more closely."""
MANY_LINKS = 12
LISTED_SHARE = 0.6
FEWEST_LEADS = 3
FEWEST_DATES = 5
ERROR_TEXT = 60
VIDEO_TEXT = 80
CAPTION_TEXT = 60
INTRODUCTION = 100

SCRIPT = re.compile(
    r"(?:启用|开启|打开|允许|支持|运行|需要|啟用).{0,10}(?:java\s?script|js脚本)|enable javascript|javascript (?:is "
    r")?(?:required|disabled|must)|"
    r"javascript to (?:run|view|use)|浏览器.{0,8}(?:不支持|版本过低|版本太低)|正在(?:加载|跳转|验证|进行安全)|just a "
    r"moment|checking your browser|"
    r"please wait|loading",
    re.IGNORECASE,
)
NOT_FOUND = re.compile(
    r"\b404\b|(?:页面|頁面|网页|網頁|内容|文章|信息|链接|网址|稿件|资源|文件|新闻|栏目)[^。，]{0,12}(?:不存在|"
    r"不見了|不见了|已(?:经)?(?:被[^。，]{0,8})?(?:删除|刪除|下线|移除|失效|撤销|关闭)|"
    r"找不到|未找到|无法(?:访问|找到|显示)|走丢|丢失)|(?:找不到|未找到|没有找到|無法找到|无法找到)[^。，"
    r"]{0,12}(?:页面|頁面|网页|内容|文章|信息|资源)|"
    r"page (?:not found|cannot be found|no longer|does not exist|you (?:requested|are looking))|not found|has "
    r"been (?:removed|deleted)|have been (?:moved|removed|deleted)|may have been (?:moved|renamed)|"
    r"没有这(?:条|篇)(?:记录|文章|信息)|参数错误|access denied|403 forbidden|"
    r"系统(?:繁忙|维护|升级)|服务器(?:繁忙|错误)|internal server error|暂时无法访问",
    re.IGNORECASE,
)
LOGIN = re.compile(
    r"请(?:先)?(?:登录|登陆|註冊|注册|输入(?:密码|验证码|用户名|手机号))|登录后|(?:会员|用户|统一身份|账号|"
    r"帐号|扫码|短信|密码)(?:登录|登陆)|忘记密码|立即注册|"
    r"(?:付费|订阅|会员)(?:阅读|可见|专享|内容|后)|验证码|(?:人机|安全)验证|(?:完成|拖动滑块).{0,6}验证|去验证|"
    r"verify (?:that )?you are (?:a )?human|"
    r"already a (?:subscriber|member)|sign in|log ?in to|subscribers? only|"
    r"(?:subscribe|sign up) to (?:read|continue)|forgot (?:your )?password",
    re.IGNORECASE,
)
WALL = re.compile(
    r"(?:付费|订阅|会员|登录)[^。，]{0,8}后?(?:可)?(?:继续)?(?:阅读|查看|浏览)(?:全文|剩余|更多|完整)[^。\n]{0,10}|剩余\s?\d{1,2}\s?%|付费内容|"
    r"(?:subscribe|sign up|log ?in|register) to (?:continue|keep) reading|already a (?:subscriber|member)|"
    r"limit of free articles|"
    r"完成验证后|环境异常|去验证|verify (?:that )?you are (?:a )?human",
    re.IGNORECASE,
)
SEARCH = re.compile(
    r"搜索结果|搜尋結果|检索结果|站内搜索|全站搜索|高级(?:搜索|检索)|(?:共|约|大约)?(?:找到|搜索到|检索到|查询到|"
    r"为您找到)[^。]{0,16}(?:条|篇|项|个)|相关结果|"
    r"search results?|results? for|no results",
    re.IGNORECASE,
)
VIDEO = re.compile(
    r"视频|視頻|影音|影像|直播|回放|播放(?:器|失败|速度|列表|量|次数)|倍速|高清|超清|清晰度|自动播放|正在播放|即将播放|"
    r"时长[:：]|\bvideo\b|watch live|now playing",
    re.IGNORECASE,
)
GALLERY = re.compile(
    r"图集|组图|圖集|高清(?:组)?图|图片(?:频道|新闻|库|集)|图说|幻灯|相册|photos?\b|gallery|slideshow|in pictures",
    re.IGNORECASE,
)
COUNTER = re.compile(r"(?<![\d/.第])[(（]?\s?(\d{1,3})\s?/\s?(\d{1,3})\s?[)）]?(?![\d/.])(?!\s?页)")
NOTHING = re.compile(
    r"(?:暂无|暫無|没有|尚无|沒有)(?:任何|相关|更多)?(?:内容|数据|信息|记录|資料|文章|新闻)|敬请期待|建设中|内容为空|"
    r"coming soon|no content|"
    r"undefined|lorem ipsum",
    re.IGNORECASE,
)
UNFILLED = re.compile(r"\{\{.{1,60}?\}\}|\$\{.{1,40}?\}|<%")


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """What a page is, and why we think so."""

    name: str
    reason: str


def kind_of(
    tags: list[Tag], document: Document, page_title: str, parts: Trimmed, headline_at: int | None
) -> Kind | None:
    """Say what kind of page this is if it is no article."""
    lines = document.lines
    own = [lines[at] for at in parts.body]
    size = sum(line.size for line in own)
    leads = leads_of(lines, headline_at)
    # Under a dated headline the first paragraph may follow a link as well: the columnist's, the channel's.
    led = sum(lines[at].size for at in parts.body[is_dated(lines, headline_at) :] if at in leads)
    is_short = led > 0 and size - led < LITTLE and not any(line.size >= LITTLE for line in own[:FEWEST_LEADS])
    is_list = len(leads) >= FEWEST_LEADS and led >= LISTED_SHARE * size and is_short
    if size >= LITTLE and not is_list:
        return None
    signs = signs_of(tags, document, page_title, parts, headline_at)
    if is_list:
        name = "search" if SEARCH.search(signs.title + signs.page[:600]) else "list"
        return Kind(name=name, reason=f"{len(leads)} leads under links")
    return next((kind for rule in RULES if (kind := rule(signs))), None)


def _script(signs: Signs) -> Kind | None:
    if signs.has_frames():
        return Kind(name="script", reason="frames")
    unfilled = UNFILLED.search(f"{signs.title}\n{signs.text}")
    if unfilled:
        return Kind(name="script", reason=unfilled[0])
    if NOT_FOUND.search(signs.page[:200]) or WALL.search(signs.page[:200]):
        return None
    if len(signs.page) < 200 and signs.has_scripts() and (len(signs.page) < 30 or SCRIPT.search(signs.page)):
        return Kind(name="script", reason=f"{len(signs.page)} characters beside scripts")
    return None


def _not_found(signs: Signs) -> Kind | None:
    where = signs.title if signs.is_news else f"{signs.title}\n{signs.text}\n{signs.page[:600]}"
    if SEARCH.search(signs.title) and not signs.is_news:
        return None
    found = NOT_FOUND.search(where)
    if found and not (signs.is_news and len(signs.text) > ERROR_TEXT):
        return Kind(name="not_found", reason=found[0])
    return None


def _login(signs: Signs) -> Kind | None:
    wall = WALL.search(f"{signs.text}\n{signs.under}\n{signs.page[:600]}")
    if wall and len(WALL.sub("", signs.text)) < LITTLE / 2:
        return Kind(name="login", reason=wall[0])
    if signs.is_news and len(signs.text) > ERROR_TEXT:
        return None
    found = LOGIN.search(f"{signs.title}\n{signs.text}")
    if found:
        return Kind(name="login", reason=found[0])
    if signs.asks_password() and not signs.is_news and LOGIN.search(signs.page):
        return Kind(name="login", reason="a password field")
    return None


def _search(signs: Signs) -> Kind | None:
    found = None if signs.is_news else SEARCH.search(f"{signs.title}\n{signs.text}")
    return Kind(name="search", reason=found[0]) if found else None


def _video(signs: Signs) -> Kind | None:
    if len(signs.text) > VIDEO_TEXT:
        return None
    if signs.has_player() and not signs.text:
        return Kind(name="video", reason="a player and no text")
    is_named = VIDEO.search(signs.title) is not None
    said = signs.text if signs.links >= 3 * MANY_LINKS else signs.page
    is_player = not signs.has_sentence and VIDEO.search(said) is not None
    if signs.has_player() and (is_named or is_player):
        return Kind(name="video", reason=f"a player, {len(signs.text)} characters of text")
    return None


def _gallery(signs: Signs) -> Kind | None:
    slides = _slides(signs.text) or (_slides(signs.page) if len(signs.text) < CAPTION_TEXT else None)
    if slides:
        return Kind(name="gallery", reason=slides)
    if signs.captions and not signs.text:
        return Kind(name="gallery", reason=f"{signs.captions} captions and no text")
    named = GALLERY.search(signs.title)
    if named and len(signs.text) < CAPTION_TEXT and signs.images() >= FEWEST_IMAGES:
        return Kind(name="gallery", reason=named[0])
    return None


def _slides(text: str) -> str | None:
    """The counter of a slide, 1/10; not a date, a score or a fraction with nothing to count."""
    for found in COUNTER.finditer(text):
        if 1 <= int(found[1]) <= int(found[2]) > 1:
            return found[0].strip()
    return None


def _list(signs: Signs) -> Kind | None:
    if signs.stamped >= MANY_LINKS and not signs.has_sentence:
        return Kind(name="list", reason=f"{signs.stamped} links with a date or hour of their own")
    if signs.is_dated and not signs.text:
        return None  # an article's template, empty
    if signs.is_dated and len(signs.text) >= BRIEF and signs.has_headline:
        return None  # a table, an agenda
    if signs.links < MANY_LINKS or (signs.has_sentence and (signs.has_headline or len(signs.text) > INTRODUCTION)):
        return None
    if NOTHING.search(signs.text):
        return None
    if (
        not signs.has_headline
        and len(signs.text) <= INTRODUCTION
        and not signs.is_dated
        and signs.links >= 1.5 * MANY_LINKS
    ):
        return Kind(name="list", reason=f"{signs.links} links under an introduction")
    if not signs.has_sentence or len(DATE.findall(signs.page)) >= FEWEST_DATES or signs.links >= 3 * MANY_LINKS:
        return Kind(name="list", reason=f"{signs.links} links, {len(signs.text)} characters of text")
    return None


def _empty(signs: Signs) -> Kind | None:
    found = NOTHING.search(signs.text or signs.page)
    if found and not signs.is_news:
        return Kind(name="empty", reason=found[0])
    return None if signs.text else Kind(name="empty", reason="no text")


RULES: tuple[Callable[[Signs], Kind | None], ...] = (
    _script,
    _not_found,
    _login,
    _search,
    _video,
    _gallery,
    _list,
    _empty,
)
"""The surest first."""
