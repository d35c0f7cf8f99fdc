"""What stands in the database as a word or sentence of ours, in Chinese and English: the one table of them.

What is stored stays English and is for programs; the pages show it by this table (`web.wording`), and what is not
listed here as it is. tests/test_web_words.py finds every word that the code may store.
"""

from __future__ import annotations

Both = tuple[str, str]

ROLES: dict[str, Both] = {
    "origin": ("首发", "origin"),
    "unique": ("独家", "the only one"),
    "reprint": ("转载", "reprint"),
    "mirror": ("镜像", "mirror"),
    "excerpt": ("摘编", "excerpt"),
    "digest": ("综合", "digest"),
    "rewrite": ("改写", "rewrite"),
    "template": ("套用", "template"),
}
KINDS: dict[str, Both] = {**ROLES, "named": ("署名来源", "names its source")}
CONFIDENCE: dict[str, Both] = {
    "high": ("确信", "high"),
    "medium": ("较可信", "medium"),
    "low": ("存疑", "low"),
    "unknown": ("未知", "unknown"),
}
STATUS: dict[str, Both] = {"actual": ("实际", "actual"), "target": ("目标", "target"), "plan": ("规划", "plan")}
FLAGS: dict[str, Both] = {
    "stale_reprint": ("旧闻新发", "old news under a new date"),
    "circular_claims": ("互称转自对方", "copies that name each other as their source"),
    "conflicting_claims": ("所称来源不一", "its copies name several sources"),
    "injected_readings": ("夹注拼音", "injected readings taken out"),
    "page:byte_shift": ("网页编码受损", "damaged encoding on the page"),
    "body:byte_shift": ("正文编码受损", "damaged encoding in the text"),
    "page:undecodable_bytes": ("有无法解码的字节", "bytes that no encoding reads"),
    "page:missing_part": ("缺后续页", "a later page of it is missing"),
    "page:selector_missed": ("站点选择器落空", "the site's own selector found nothing"),
    "page:depth": ("嵌套过深（层）", "nested too deep (levels)"),
    "body:furniture_large": ("正文大量重复块", "much of it repeats on its site"),
    "part_of_region": ("地区一部分", "part of the region"),
    "magnitude": ("量级不可能，疑缺“万”“亿”", "no amount can be this; a 万 or 亿 may be lost"),
}
"""By the flag's name; what follows it, as in `page:selector_missed:body`, is shown after it."""
REASONS: dict[str, Both] = {
    "judge/on": ("已收录", "kept"),
    "judge/unsure": ("存疑收录", "kept, unsure"),
    "judge/off": ("与主题无关", "off topic"),
    "judge/off_topic": ("与主题无关", "off topic"),
    "store/kept": ("已有，保留", "stored already, stays"),
    "extract/not_article": ("不是文章", "no article"),
    "fetch/not_found": ("网页不存在", "not found"),
    "fetch/not_modified": ("网页未变", "not modified"),
    "fetch/not_html": ("不是网页", "no page of HTML"),
    "fetch/blocked": ("被网站拦截", "blocked by a shield"),
    "fetch/too_large": ("网页过大", "too large"),
    "fetch/torn_body": ("传输不完整", "cut short on the way"),
    "fetch/timeout": ("超时", "time-out"),
    "fetch/certificate": ("证书无效", "its certificate is not valid"),
    "fetch/connection_lost": ("连接中断", "connection lost"),
    "fetch/connection_refused": ("连接被拒", "connection refused"),
    "fetch/no_such_host": ("域名不存在", "no such host"),
    "fetch/bad_redirect": ("跳转有误", "a redirect that leads nowhere"),
    "fetch/too_many_redirects": ("跳转过多", "too many redirects"),
    "fetch/unasked_304": ("无故答“未变”", "“not modified”, which nobody had asked"),
    "fetch/server_error": ("网站出错", "the site failed"),
    "fetch/status": ("状态码异常", "an unexpected status"),
    "fetch/http": ("状态码", "status"),
    "robots/disallowed": ("robots.txt 不允许", "robots.txt says no"),
    "robots/unavailable": ("robots.txt 读不到", "robots.txt cannot be read"),
    "guard/offsite": ("站外地址", "another site"),
    "guard/private_address": ("内网地址", "a private address"),
    "guard/scheme": ("协议不符", "not http or https"),
    "guard/port": ("端口不符", "another port"),
    "guard/userinfo": ("地址中带用户名", "a user name in its address"),
    "guard/malformed": ("地址不成形", "a malformed address"),
    "retry/host_down": ("主机暂不可用", "its host is down"),
    "retry/retry_after": ("网站要求稍后再来", "the site asked to wait"),
    "archive/not_in_archive": ("存档中没有", "not in the archive"),
    "archive/unreadable": ("存档读不出", "the archive cannot be read"),
    "crawl/killed": ("拖垮抓取，已隔离", "held a crawl up; quarantined"),
    "crawl/stopped": ("抓取中止", "the crawl was stopped"),
    "discover/overflow": ("列表超出上限", "beyond what one list may bring"),
    "broken": ("程序出错", "a stage broke"),
}
"""By stage and reason; `broken` is of any stage, `fetch/http` of `fetch/http_503` and its like."""
KINDS_OF_PAGE: dict[str, Both] = {
    "gallery": ("图集", "gallery"),
    "video": ("视频", "video"),
    "list": ("列表页", "list"),
    "script": ("靠脚本显示", "shown by scripts"),
    "not_found": ("实为404", "says that it is not there"),
    "login": ("要登录", "asks for a login"),
    "search": ("搜索页", "search page"),
    "empty": ("没有正文", "no text"),
    "hostile": ("畸形网页", "a page of excess"),
}
_WHERE = {"title": "标题", "lead": "导语", "rest": "正文"}
SENTENCES: tuple[tuple[str, str], ...] = (
    # Of the judge: why an article is on a topic, or not. What `words` names is told once, behind both languages.
    *((rf"place in the {name}: (?P<words>.+)", f"{zh}中的地名") for name, zh in _WHERE.items()),
    *((rf"field in the {name}: (?P<words>.+)", f"{zh}中的领域词") for name, zh in _WHERE.items()),
    (r"place (?P<words>\d\.\d+)", "地名得分"),
    (r"field (?P<words>\d\.\d+)", "领域得分"),
    (r"no word of the place is in it", "没有当地地名"),
    (r"no word of the field is in it", "没有领域词"),
    (r"other places weigh (?P<other>\S+) against (?P<own>\S+): (?P<words>.+)", "外地分量 {other}，本地 {own}"),
    (r"another field weighs (?P<other>\S+) against (?P<own>\S+): (?P<words>.+)", "他领域分量 {other}，本领域 {own}"),
    (r"learnt (?P<words>[+-]\d\.\d+: .+)", "学得的字词"),
    (r"decoy (?P<words>.+)", "形似而非"),
    (r"no news: nothing but its title", "非新闻：只有标题"),
    (r"no news, a paper: (?P<words>.+)", "非新闻，是论文"),
    (r"no news, advertising: (?P<words>.+)", "非新闻，是广告"),
    (r"no news, an essay: (?P<words>.+)", "非新闻，是随笔"),
    (r"no news, and nothing of news in it: (?P<words>.+)", "非新闻，毫无新闻要素"),
    # Of the extractor: why a page is no article.
    (r"(?P<n>\d+) leads under links", "链接下有 {n} 段导语"),
    (r"frames", "是框架页"),
    (r"(?P<n>\d+) characters beside scripts", "脚本之外只有 {n} 字"),
    (r"a password field", "有密码框"),
    (r"a player and no text", "只有播放器，没有正文"),
    (r"a player, (?P<n>\d+) characters of text", "播放器之外只有 {n} 字"),
    (r"(?P<n>\d+) captions and no text", "{n} 条图注，没有正文"),
    (r"(?P<n>\d+) links with a date or hour of their own", "{n} 个链接各带日期或时刻"),
    (r"(?P<n>\d+) links under an introduction", "引言下有 {n} 个链接"),
    (r"(?P<n>\d+) links, (?P<m>\d+) characters of text", "{n} 个链接，正文 {m} 字"),
    (r"no text", "没有正文"),
    (r"no element", "没有任何标签"),
    (r"(?P<n>\d+) characters", "{n} 字"),
    (r"(?P<n>\d+) tags", "{n} 个标签"),
    (r"(?P<n>\d+) attributes", "{n} 个属性"),
    (r"more than 1,000 attributes on a tag", "一个标签有一千多个属性"),
    (r"(?P<n>\d+) lines of more text than any article has", "{n} 行，比任何文章都长"),
    # Of health: why a source is in trouble.
    (r"a shield answers in its place", "防护页代答"),
    (r"a shield answers in place of its pages \((?P<n>\d+) times\)", "防护页代其文章作答（{n} 次）"),
    (r"it could not be fetched: (?P<n>\d+) times in a row, (?P<m>\d+) of (?P<of>\d+) before",
     "连续 {n} 次抓取不到（此前 {of} 次中有 {m} 次）"),
    (r"it is answered, and no link stands on it: (?P<n>\d+) times in a row, (?P<m>\d+) of (?P<of>\d+) before",
     "连续 {n} 次有回应而无链接（此前 {of} 次中有 {m} 次）"),
    (r"(?P<n>\d+) new links in the last day, where (?P<m>\d+) used to come \(chance (?P<p>\S+)\)",
     "最近一天新链接 {n} 个，往常约 {m} 个（概率 {p}）"),
    (r"(?P<n>\d+) new links in (?P<d>\d+) days, where (?P<m>\d+) used to come \(chance (?P<p>\S+)\)",
     "{d} 天新链接 {n} 个，往常约 {m} 个（概率 {p}）"),
    (r"the canary's page came and is no whole article any more", "探针文章已读不全"),
    (r"(?P<n>\d+) of the last (?P<m>\d+) pages are read as articles, where (?P<s>\S+) did \(chance (?P<p>\S+)\)",
     "最近 {m} 页中读成文章的有 {n} 页，往常 {s}（概率 {p}）"),
    (r"(?P<n>\d+) of the last (?P<m>\d+) articles have (?P<field>\w+), where (?P<s>\S+) did \(chance (?P<p>\S+)\)",
     "最近 {m} 篇中有{field}的 {n} 篇，往常 {s}（概率 {p}）"),
    (r"recovered", "已恢复"),
    # Of copies: what one rests on, and by what a mirror gives itself away.
    (
        r"(?P<a>\S+) of the longer and (?P<b>\S+) of the shorter text are shared, (?P<s>\d+) sentences word for word, "
        r"longest passage (?P<l>\d+), (?P<e>\d+) of (?P<n>\d+) numbers equal, (?P<d>\d+) days apart",
        "长文的 {a}、短文的 {b} 相同，{s} 句逐字相同，最长一段 {l} 字，{n} 个数中 {e} 个相等，相隔 {d} 天",
    ),
    (
        r"(?P<a>\S+) of the longer and (?P<b>\S+) of the shorter text are shared, (?P<s>\d+) sentences word for word, "
        r"longest passage (?P<l>\d+), (?P<e>\d+) of (?P<n>\d+) numbers equal, undated",
        "长文的 {a}、短文的 {b} 相同，{s} 句逐字相同，最长一段 {l} 字，{n} 个数中 {e} 个相等，日期不明",
    ),
    (r"the text is the same|the same text", "正文相同"),
    (r"the host is known to copy whole sites", "该主机以整站搬运闻名"),
    (r"readings were injected into the text", "正文被夹入注音"),
    (r"the footer says (?P<who>.+), whose host this is not", "页脚称{who}，主机却不是它的"),
    (r"the same path as on (?P<host>\S+)", "路径与 {host} 上的相同"),
    (
        r"the path of a page of (?P<who>.+), which it names, on a host that is not theirs",
        "路径是它所称的{who}的样式，主机却不是",
    ),
    (r"traditional script, where what it copies is simplified", "所抄为简体，它用繁体"),
    (r"it poses as (?P<who>.+)", "冒充{who}"),
    (r"stale: dated (?P<day>\S+), told before on (?P<before>\S+)", "旧闻：署 {day}，{before} 已有"),
    (r"nothing speaks for another", "没有别的线索"),
    (r"a person joined a copy of it with this story", "有人把它的一篇副本并入此报道"),
)  # fmt: skip
"""Sentences of ours as they are stored, and the same in Chinese; a `field` is named by FIELDS."""
HISTORY: dict[str, Both] = {
    "alias": ("别名", "alias"),
    "found": ("发现", "found"),
    "state": ("状态", "state"),
    "tries": ("尝试", "tries"),
    "visits": ("回访", "visits"),
    "also at": ("又见于", "also at"),
    "fetched": ("抓取", "fetched"),
    "article": ("文章", "article"),
    "prints": ("所印", "prints"),
    "topic": ("主题", "topic"),
    "flag": ("标记", "flag"),
    "revised": ("改版", "revised"),
    "cleaned": ("重新清洗", "cleaned"),
    "taken": ("剔除", "taken"),
    "story": ("报道", "story"),
    "role": ("角色", "role"),
    "ruling": ("人工裁定", "ruling"),
}
"""What a line of a page's history tells."""
STATES: dict[str, Both] = {
    "dropped": ("未收录", "dropped"),
    "gone": ("已消失", "gone"),
    "refused": ("未抓取", "refused"),
    "failed": ("抓取失败", "failed"),
    "quarantined": ("已隔离", "quarantined"),
    "overflow": ("超出上限", "overflow"),
}
FIELDS: dict[str, Both] = {
    "title": ("标题", "title"),
    "text": ("正文", "text"),
    "figures": ("数字", "figures"),
    "published_at": ("发布时间", "published"),
    "source": ("来源", "source"),
    "reprinted_from": ("转自", "reprinted from"),
    "author": ("作者", "author"),
    "editor": ("编辑", "editor"),
    "original_title": ("原标题", "original title"),
    "dateline": ("电头", "dateline"),
}
