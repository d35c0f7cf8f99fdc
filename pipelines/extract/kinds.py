"""A page read -> what kind of page it is when it is no article, with the reason for people; None for an article.

The kinds: script, not_found, login, search, list, video, gallery, empty. Only a page with little text of its own is
suspected, and every kind wants evidence of its own; a brief of one sentence under a headline stays an article. A list
with summaries is told by its shape: most of its text stands under links.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from pipelines.extract.lines import Document, Line
from pipelines.extract.marks import is_link
from pipelines.extract.trim import Trimmed
from pipelines.extract.when import DATE
from pipelines.html.markup import Tag, attributes, named

LITTLE = 300
"""Characters of text below which a page is looked at more closely."""
UNDER = 12
"""Lines under the headline in which a wall may stand."""
BRIEF = 20
"""Characters of a sentence that can be a whole brief."""
MANY_LINKS = 12
LISTED_SHARE = 0.6
FEWEST_LEADS = 3
FEWEST_DATES = 5
SHORTEST_LINK = 8
LONGEST_LEAD = 200
LONGEST_STAMP = 20
NEAR = 4
"""Lines in which a date or an author may stand."""
LOOKED_AT = 4000
ERROR_TEXT = 60
VIDEO_TEXT = 80
CAPTION_TEXT = 60
INTRODUCTION = 100
FEWEST_IMAGES = 3

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
STAMP = re.compile(r"[\[(（]?(?:\d{2,4}[-/.年])?(?:\d{1,2}[-/.月]\d{1,2}日?)?\s?(?:\d{1,2}:\d\d(?::\d\d)?)?[\])）]?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """What a page is, and why we think so."""

    name: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Signs:
    """What the rules look at, of a page with little text of its own."""

    tags: list[Tag]
    title: str
    """The title element and the headings."""
    page: str
    """All visible lines, up to a few thousand characters."""
    text: str
    """The body's lines."""
    links: int
    """Lines that only lead elsewhere."""
    stamped: int
    """Of these, how many stand beside a line that is a date or an hour alone."""
    has_sentence: bool
    captions: int
    under: str
    """The lines under the headline, the body's or not."""
    is_dated: bool
    """A date line stands right under the headline."""
    has_headline: bool
    """The headline stands before the text."""
    is_news: bool
    """A headline, a date and a sentence: what a brief has and an error page has not."""


def kind_of(tags: list[Tag], document: Document, page_title: str, parts: Trimmed, headline_at: int | None) -> Kind | None:
    """Say what kind of page this is if it is no article."""
    lines = document.lines
    own = [lines[at] for at in parts.body]
    size = sum(line.size for line in own)
    leads = _leads(lines, headline_at)
    # Under a dated headline the first paragraph may follow a link as well: the columnist's, the channel's.
    led = sum(lines[at].size for at in parts.body[_is_dated(lines, headline_at) :] if at in leads)
    is_short = led > 0 and size - led < LITTLE and not any(line.size >= LITTLE for line in own[:FEWEST_LEADS])
    is_list = len(leads) >= FEWEST_LEADS and led >= LISTED_SHARE * size and is_short
    if size >= LITTLE and not is_list:
        return None
    signs = _signs(tags, document, page_title, parts, headline_at)
    if is_list:
        name = "search" if SEARCH.search(signs.title + signs.page[:600]) else "list"
        return Kind(name=name, reason=f"{len(leads)} leads under links")
    return next((kind for rule in RULES if (kind := rule(signs))), None)


def _is_dated(lines: list[Line], headline_at: int | None) -> bool:
    """Say whether a date line stands right under the headline."""
    under = lines[headline_at + 1 : headline_at + 3] if headline_at is not None else []
    return any(DATE.search(line.text) and not line.links > 0.5 * line.size for line in under)


def _leads(lines: list[Line], headline_at: int | None) -> set[int]:
    """The lines of text that stand under a link of their own: a date and an author may stand between."""
    found: set[int] = set()
    link = -NEAR
    for at, line in enumerate(lines):
        if at == headline_at:
            link = -NEAR
        elif line.size >= SHORTEST_LINK and line.links >= 0.8 * line.size:
            link = at
        elif line.worth >= BRIEF and line.size < LONGEST_LEAD:
            if at - link < NEAR:
                found.add(at)
            link = -NEAR
    return found


def _captions(shown: list[Line]) -> int:
    """How many lines are marked up as captions, 0 when too few for a gallery; a linked card's caption is a link."""
    count = sum(1 for line in shown if line.tag == "figcaption" and not is_link(line))
    return count if count >= FEWEST_IMAGES else 0


def _is_stamp(line: Line) -> bool:
    return line.size <= LONGEST_STAMP and STAMP.fullmatch(line.text) is not None


def _signs(tags: list[Tag], document: Document, page_title: str, parts: Trimmed, headline_at: int | None) -> Signs:
    shown = [line for line in document.lines if not line.section.hidden]
    headings = [line.text for line in shown if line.tag in ("h1", "h2", "h3")]
    own = [document.lines[at] for at in parts.body]
    under = document.lines[headline_at + 1 : headline_at + 1 + UNDER] if headline_at is not None else []
    has_sentence = any(line.worth >= BRIEF for line in own)
    is_dated = any(line.size < 80 and not line.links > 0.5 * line.size and DATE.search(line.text) for line in shown)
    return Signs(
        tags=tags,
        title="\n".join([page_title, *headings[:5]]),
        page="\n".join(line.text for line in shown)[:LOOKED_AT],
        text="\n".join(line.text for line in own),
        links=sum(1 for line in shown if is_link(line)),
        stamped=sum(1 for line, after in pairwise(shown) if _is_stamp(line) and is_link(after)),
        has_sentence=has_sentence,
        captions=len(parts.captions) or _captions(shown),
        under="\n".join(line.text for line in under),
        is_dated=_is_dated(document.lines, headline_at),
        has_headline=headline_at is not None,
        is_news=has_sentence and is_dated and headline_at is not None,
    )


def has_frames(tags: list[Tag]) -> bool:
    return bool(named(tags, "frameset"))


def has_scripts(tags: list[Tag]) -> bool:
    return bool(named(tags, "script"))


def asks_password(tags: list[Tag]) -> bool:
    return any(attributes(written).get("type") == "password" for _, written, _ in named(tags, "input"))


def has_images(tags: list[Tag]) -> bool:
    return sum(1 for _ in named(tags, "img")) >= FEWEST_IMAGES


def has_player(tags: list[Tag]) -> bool:
    """Say whether an element is a player, or bears its name."""
    if any(named(tags, "video", "object", "embed")):
        return True
    for name, written, _ in named(tags, "iframe", "meta"):
        told = attributes(written)
        if name == "iframe" and any(word in told.get("src", "") for word in ("player", "video", "live")):
            return True
        if told.get("property") == "og:type" and told.get("content", "").startswith("video"):
            return True
    named_so = (attributes(written) for _, _, written, _ in tags if "player" in written)
    return any("player" in told.get("id", "") or "player" in told.get("class", "") for told in named_so)


def _script(signs: Signs) -> Kind | None:
    if has_frames(signs.tags):
        return Kind(name="script", reason="frames")
    unfilled = UNFILLED.search(f"{signs.title}\n{signs.text}")
    if unfilled:
        return Kind(name="script", reason=unfilled[0])
    if NOT_FOUND.search(signs.page[:200]) or WALL.search(signs.page[:200]):
        return None
    if len(signs.page) < 200 and has_scripts(signs.tags) and (len(signs.page) < 30 or SCRIPT.search(signs.page)):
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
    if asks_password(signs.tags) and not signs.is_news and LOGIN.search(signs.page):
        return Kind(name="login", reason="a password field")
    return None


def _search(signs: Signs) -> Kind | None:
    found = None if signs.is_news else SEARCH.search(f"{signs.title}\n{signs.text}")
    return Kind(name="search", reason=found[0]) if found else None


def _video(signs: Signs) -> Kind | None:
    if len(signs.text) > VIDEO_TEXT:
        return None
    if has_player(signs.tags) and not signs.text:
        return Kind(name="video", reason="a player and no text")
    is_named = VIDEO.search(signs.title) is not None
    said = signs.text if signs.links >= 3 * MANY_LINKS else signs.page
    is_player = not signs.has_sentence and VIDEO.search(said) is not None
    if has_player(signs.tags) and (is_named or is_player):
        return Kind(name="video", reason=f"a player, {len(signs.text)} characters of text")
    return None


def _gallery(signs: Signs) -> Kind | None:
    slides = _slides(signs.text) or (_slides(signs.page) if len(signs.text) < CAPTION_TEXT else None)
    if slides:
        return Kind(name="gallery", reason=slides)
    if signs.captions and not signs.text:
        return Kind(name="gallery", reason=f"{signs.captions} captions and no text")
    named = GALLERY.search(signs.title)
    if named and len(signs.text) < CAPTION_TEXT and has_images(signs.tags):
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
