"""What stands around an article's body, told by its words: the line patterns that trimming goes by.

Each pattern names one family and is tried on one line at a time, with its spaces folded. A sentence of the article that
uses one of the words (记者在编辑部…) must not match: patterns are anchored, want a colon, a bracket or the whole line.
"""

from __future__ import annotations

import re

from pipelines.extract.guarded import Guarded

_LABEL = r"\s?[:：/／丨|]\s?"
_OPEN = r"^[\[【(（「<〈*\s▍■●>\-—/.]*"

EDITOR_LINE = Guarded(
    "编編校审審监監统班排签制dD",
    re.compile(
        r"(?:^|】\s?)[\[【(（「<〈*\s▍■●>\-—/.]*(?:本文|本期|新闻|网络|网页|值班|执行|栏目|视觉|图文|文字|图片|"
        r"新媒体|微信)?"
        r"(?:责任编辑|責任編輯|责\s?编|責編|编\s?辑|編\s?輯|校\s?对|校對|审\s?核|審核|编审|編審|监制|監製|统筹|"
        r"值班主任|值班编委|主编|排版|"
        r"终审|初审|二审|三审|复审|签发|审签|审读|流程编辑|实习编辑|美编|编校|制作|制图|来源编辑|见习编辑)"
        r"(?:[:：/／丨|]|\s(?=[\u4e00-\u9fff]{2,4}(?:\s|$)))"
        r"|^\W*(?:web\s)?editors?\s?:",
        re.IGNORECASE,
    ),
)
SOURCE_LINE = re.compile(
    _OPEN + r"(?:本文|文章|新闻|信息|内容|消息|稿件|资料|素材|综合)?(?:来\s?源|來\s?源|稿源|转自|轉自|转载自|轉載自|"
    r"摘自|来自|源自|出处)"
    r"(?:于)?\s?[:：]"
)
LEGAL = re.compile(
    # First a look at one character: it spares nearly all positions the alternatives.
    r"(?=[版免特郑平转侵重风作网凡声（(【不並仅僅只轉引刊摘复未禁谢严违者如若涉联告自用上传著ac©i公举wrt])(?:"
    r"(?:版权|版權)(?:及|与|和)?(?:所有|免责|免責|声明|聲明|说明|归|歸|属于|事宜|信息)|"
    r"(?:免责|免責|特别|特別|郑重|平台|版权|转载|侵权|重要|风险|作者|网站)(?:及版权)?(?:声明|聲明|申明|"
    r"提示)\s?[:：】\]]|"
    r"凡(?:本网|本網|本站|本报|本刊|注明|註明|未注明|是|转载|标注|来源|署名)|"
    r"[（(【]?声明\s?[:：]|(?:不代表|不代錶|並不代表)(?:本|我|平台|[\u4e00-\u9fff]{2,8}(?:网|網|新闻|财经|平台|"
    r"号)).{0,8}(?:立场|立場|观点|觀點)|"
    r"(?:仅|僅|只)代表(?:作者|该|其|发布者|原作者)|"
    r"(?:转载|轉載|转发|轉發|引用|刊用|摘编|复制).{0,14}(?:请|請|须|須|务必|需|必须|時須).{0,8}(?:注明|註明|"
    r"标明|授权|联系|聯系|经|出处)|"
    r"(?:^\W*未经.{0,16}(?:授权|许可|允许|同意|书面).{0,12}(?:不得|禁止|严禁|谢绝|请勿|勿)|未经.{0,16}(?:授权|许可|允许|同意|"
    r"书面).{0,12}(?:不得|禁止|严禁|谢绝|请勿|勿).{0,8}(?:转[载发]|轉載|摘[编編录]|复制|複製|翻印|镜像|鏡像|引用))|(?:禁止|谢绝|严禁)(?:非法|"
    r"任何|一切)?转载|"
    r"(?:侵权必究|违者必究|如有侵权|如涉及版权|如有版权|若有侵权|如侵权|涉及侵权|侵犯.{0,8}权)|"
    r"(?:联系|告知)(?:我们|我们|本站|本网|编辑|管理员)?.{0,6}(?:删除|删稿|刪除|处理)|"
    r"自媒体平台|用户上传并发布|上传并发布，仅代表|仅提供信息(?:存储|发布)(?:空间|平台|服务)|"
    r"传[递播送](?:更多)?(?:信息|资讯|資訊).{0,6}(?:目的|之目的)|不构成.{0,6}(?:投资|任何)?建议|"
    r"(?:版权|著作权)(?:归|属)|all rights reserved|copyright|©|icp[备備证證]|公网安备|举报电话|不良信息|"
    r"without (?:prior )?written (?:authorization|permission)|reproduction .{0,30}prohibited|"
    r"the content above .{0,60}uploaded)",
    re.IGNORECASE,
)
NOTICE = Guarded(
    "声聲申提说說凡代构为系版侵涉转轉未©rR",
    re.compile(
        _OPEN + r"(?:[\u4e00-\u9fff]{2,12}网?)?(?:版权|版權|免责|免責|特别|特別|郑重|平台|转载|侵权|重要|风险|网站|"
        r"著作权)(?:及|与|和|、)?(?:免责|免責|版权|风险)?"
        r"(?:声明|聲明|申明|提示|说明|說明)(?:\s?[:：】\]）)\s]|$)"
        r"|" + _OPEN + r"(?:\d[、.．]\s?)?凡(?:本网|本網|本站|本报|本刊|注明|註明|未注明|标注|署名)"
        r"|^\W*(?:本文|本稿|文章|文中|以上(?:文章|内容)?)[^。]{0,12}(?:仅代表|僅代表|不代表|不构成|为作者|系作者|版权)"
        r"|^\W*(?:如有侵权|如涉及|如需转载|转载请|轉載請|未经.{0,14}(?:授权|许可|同意))"
        r"|^\W*(?:copyright\b.{0,40}\d{4}|©.{0,40}\d{4}|all rights reserved)|^\W*版\s?权\s?所\s?有",
        re.IGNORECASE,
    ),
)
"""A disclaimer that opens as one: nothing of an article stands after it."""
RELATED = re.compile(
    _OPEN + r"(?:延伸|相关|相關|推荐|推薦|扩展|拓展|关联|精彩|热门|熱門|热点|更多|往期|最新|猜你|猜您|今日|大家|"
    r"您可能|你可能|编辑|本周|"
    r"近期|同类|其他|精选|栏目|网友|深度|编者|周边|频道|头条|新闻|文章|继续)[\s·・|]{0,3}(?:阅读|閱讀|新闻|"
    r"新聞|文章|推荐|推薦|链接|鏈接|"
    r"报道|報道|资讯|資訊|内容|專題|专题|主题|主題|回顾|回顧|喜欢|喜歡|要闻|要聞|图片|视频|視頻|精彩|话题|导读|"
    r"排行|关注|感兴趣|热点|"
    r"热评|都在看|点击|信息|解读|文件|稿件|产品|词条|热榜|头条|标签|关键词|作品|搜索|的文章|最近文章|帖子|热文|热搜|"
    r"[:：])[^。]{0,12}$"
    r"|^(?:related|recommended|more)\s(?:articles?|stor(?:y|ies)|news|reading|content|posts|coverage|topics|"
    r"from)\b.{0,30}$"
    r"|^(?:read more|see also|also read|you may (?:also )?like|most (?:read|viewed|popular)|don't miss|"
    r"trending)\b.{0,60}$"
    r"|^(?:小编|编辑|作者|专栏)(?:的)?(?:最近|最新|更多|其他)(?:的)?文章$|^作者简介$|^(?:文章)?导航$",
    re.IGNORECASE,
)
RELATED_LINE = re.compile(
    _OPEN + r"(?:相关|相關|延伸|推荐|更多)(?:阅读|閱讀|新闻|新聞|报道|報道|链接|鏈接|文章)\s?[:：>]"
    r"|^(?:related|read more|see also|also read|more)\s?:|^more (?:in|from|on|about|great)\s",
    re.IGNORECASE,
)
RELATED_EN = re.compile(
    r"^(?:more|(?:our )?latest|other|most|top|trending|popular|partner|recommended|up next|next|don't "
    r"miss)\b[^.?!]{0,30}$",
    re.IGNORECASE,
)
CONTROL = Guarded(
    "享扫掃码微圈qQ机返号体級级放缩印閉闭评错馈举纠贴参收赞阅查余击篇页頁条尾繁简播听顶踩句互登註册载更碍怀们众朗"
    "+-bBwWkKpP ",
    re.compile(
        r"分享(?:到|至|按钮|本文|文章|链接|让更多)?|扫一扫|掃一掃|扫码|扫描.{0,6}二维码|二维码|微信(?:好友|朋友圈|"
        r"公众号|扫)|朋友圈|qq(?:空间|好友)|"
        r"在手机(?:上)?(?:打开|查看|阅读)?(?:当前|本)?(?:页面?)?|新浪微博|腾讯微博|微信|微博|返回(?:顶部|首页|列表|"
        r"搜狐)|字(?:号|体|級|级)(?:大小)?|字体|放大|缩小|打印(?:本(?:页|稿|文))?|關閉|关闭(?:窗口|本页)?|"
        r"我要(?:评论|纠错|反馈|分享|举报)|纠错|发表评论|网友评论|评论\s?[(（]?\d*[)）]?$|跟贴|参与\s?\d|加入收藏|"
        r"收藏(?:本文)?|点赞|"
        r"阅读(?:原文|全文|剩余全文|数|量)|查看(?:原文|全文|更多|余下全文|原图|大图)|余下全文|点击(?:进入|查看|"
        r"图片|下载|浏览|此处|加载|右上角)|"
        r"上一[篇页頁条]|下一[篇页頁条]|尾页|繁体|简体|语音播报|听新闻|赞\s?\d*|顶\s?\d|踩\s?\d|来说两句|参与互动|"
        r"登录|註冊|注册|下载(?:app|客户端)|客户端下载|更多(?:精彩|资讯)|无障碍|关怀版|举报|反馈|"
        r"^t\s?\+\s?-$|^a[-+]\s?a[-+]?$|^(?:大|中|小)(?: (?:大|中|小)){1,2}$|人参与|条评论|订阅|关注我们|公众号|朗读|"
        r"facebook|twitter|whatsapp|linkedin|pinterest|share (?:this|on)|e-?mail this|print this|save this",
        re.IGNORECASE,
    ),
)
KEYWORDS = re.compile(
    _OPEN + r"(?:关键词|关键字|關鍵字|标签|標籤|tags?|keywords?|跟踪|所属分类|分类|责任|topics?|filed under)\s?(?:[:：>"
    r"]|>>|阅读[:：]|\s)",
    re.I,
)
ENDING = re.compile(
    r"^\W*(?:点击)?(?:查看|阅读|展开|閱讀)?(?:余下|剩余|其余|剩餘)全文|"
    r"^\W*(?:the end|end|完|全文完|本文完|enditem|#{3}|■+|-+)\W*$|^(?:更多精彩|更多内容|更多资讯|更多详情|"
    r"欲了解更多|想了解更多)|^更多.{0,40}关注|"
    r"(?:更多|精彩).{0,12}(?:请|請)(?:点击|點擊|进入|下载|关注|登录|访问)|^(?:欢迎|敬请)(?:关注|扫|下载)|"
    r"^(?:本文)?(?:链接|网址|原文链接|原文地址|本文地址)\s?[:：]|^(?:【\d+】\s?){2,}|^(?:\d+\s){2,}(?:下一页|next)|"
    r"^(?:首页\s?\|?\s?)?上一页.{0,30}下一页|新闻(?:报料|热线|爆料)\s?[:：]|(?:报料|爆料|投稿)(?:热线|电话|邮箱|"
    r"方式)?\s?[:：]|"
    r"更多原创资讯|请下载.{0,12}(?:app|客户端)|^本文(?:来自|来源|转载|转自|首发|作者|由|系|为).{0,60}$",
    re.IGNORECASE,
)
ORIGINAL_TITLE = Guarded(
    "原",
    re.compile(r"^[(（【\[]?\s?(?:本文)?(?:原标题|原標題|原题|原題|原文标题)(?:为|是)?\s?[:：《]\s?(.+?)[)）】\]]?$"),
)
BREADCRUMB = re.compile(
    r"当前位置|當前位置|您的位置|所在位置|您现在的位置|正在阅读|你的位置|^首页\b|^home\b.{0,40}[>/]|首页\s?[>→»]|[>"
    r"»].{1,20}[>»]|^.{2,16}(?:网|頻道|频道|首页)\s?(?:>|»|→)+",
    re.I,
)
DATE_LABEL = re.compile(
    r"(?:发布|發布|更新|发表|刊发|成文|印发|编辑|创建|出版|刊登|上传|录入)?(?:时间|時間|日期)\s?[:：]|发布于|"
    r"发表于|posted|"
    r"updated|published|last modified",
    re.I,
)
COUNTER = re.compile(
    r"(?:浏览|瀏覽|点击|點擊|阅读|閱讀|访问|人气|次数|字数|评论|查看|围观|views?)(?:次数|量|数)?\s?[:：(（]?\s?\d*",
    re.I,
)
BYLINE = re.compile(
    r"^\W{0,2}[\u4e00-\u9fff·]{0,10}[／/]?(?:记者|記者|作者|特约撰稿人?|采写|撰文|執筆|"
    r"执笔)[:：／/\s]?\s?[\u4e00-\u9fff·、／/\s:：]{2,24}?(?:报道|報導|報道|攝影|摄影|摄|文|图)?(?:[^\w？?！!]){0,2}$"
    r"|^[(（【]\s?[\u4e00-\u9fff·、\s]{2,14}\s?(?:编辑|编译|撰稿|整理|編譯|攝影|報導|报道)[)）】]$"
    r"|^【[\u4e00-\u9fff·、\s]{2,16}[／/][\u4e00-\u9fff]{2,6}(?:報導|报道|電|讯|訊)】$"
)
CAPTION_EN = re.compile(
    r"^(?:photo|image|picture|media|file photo|file image|credits?|video)\s?(?:caption|credit|copyright|by|:|"
    r"provided|courtesy)"
    r"|[(\[](?:image|photo|credit|pic|picture)s?\s?[:by /].{0,60}[)\]]$"
    r"|[(\[]xinhua/[^()\[\]]{2,40}[)\]]$|(?:getty images|shutterstock|istock|ap "
    r"photo|getty|associated press)\W{0,3}$"
    r"|credit\.{3}|^(?:photo|photograph)(?:s|er|y)?\b.{0,40}$|^courtesy of\b",
    re.IGNORECASE,
)
CAPTION_WORD = re.compile(r"photo|image|pic|media|credit|video|xinhua/|getty|shutterstock|istock|associated|courtesy")
"""What each of these holds in lower case: eleven words are looked for in no time, that expression tries every place."""
CONTROL_EN = re.compile(
    r"^\W*(?:advertisements?|adverts?|sponsored(?: content)?|subscribe(?: now)?|sign (?:up|in)|log ?in|share(?: "
    r"this)?(?: story| article| page)?|tweet|"
    r"comments?(?: \(?\d+\)?)?|close|caption|play video|read more|loading\W*|scroll (?:down|to continue).{0,40}|"
    r"continue reading.{0,40}|"
    r"story continues.{0,40}|article continues.{0,40}|"
    r"media playback is (?:un|not )supported.{0,40}|show caption|hide caption|"
    r"(?:like|follow|find) us.{0,40}|thanks for (?:watching|reading|signing).{0,20}|top stor(?:y|ies)|"
    r"newsletter.{0,30}|image \d+ of\W+\d+|first published.{0,60}|\d+ post comments?.{0,6}|"
    r"get (?:the|our|breaking|daily)\b.{0,60}(?:newsletter|inbox|alerts?).{0,40}|like this story.{0,40})\W*$",
    re.IGNORECASE,
)
BYLINE_EN = re.compile(
    r"^(?:by|story by|written by|posted by|reported by)\s(?:[A-Z][\w.'’-]+[\s,|]*(?:and\s)?){1,8}.{0,30}$"
)
BUTTONS = re.compile(r"^(?:[【\[][^】\]]{1,10}[】\]]\s?){2,}$")
"""【CNML格式】 【大 中 小】 【打 印】"""
CAPTION = re.compile(
    r"^(?:[▲△▼↑↓◆]|资料图|資料圖|图为|圖為|图据|图片来源|圖片來源|图源|图[:：/]|本文图片|视频截图|图片(?:说明|由|来自)|配图|上图|下图|图\s?\d{1,2}[\s:：.])|"
    r"(?:摄|攝|供图|供圖|视频截图|资料图|资料图片|图片|发布|制图|/图|配图|示意图|截图)[)）\]】]?$"
)
