"""Every setting that differs from Scrapy's default, with its why; `scrapy … -s NAME=VALUE` overrides any of them."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Scrapy appends the project's folder to sys.path, where an installed `scheduler` or `pipelines` would win over ours.
if sys.path[:1] != [str(ROOT)]:
    sys.path.insert(0, str(ROOT))

# --- ours -----------------------------------------------------------------------------------------------------------

NEWS_DATABASE = str(ROOT / "data" / "news.db")
NEWS_REPLAY = ""  # WARC files or folders, parted by commas: answer from them and ask no network; "" is a live crawl
NEWS_ARCHIVE_DIR = str(ROOT / "data" / "archive")  # where a live crawl keeps what it got; "" keeps nothing
NEWS_ARCHIVE_ROLL_MB = 256  # a backup or a copy of one file stays handy
NEWS_SINCE = ""  # a day, 2015-01-31: lists are walked back to it; "" walks back to what is known
NEWS_BACKFILL_S = 900.0  # how long a crawl goes on with a walk back to a day, once its daily work is done; 0: never
NEWS_TODAY = ""  # the day, in Asia/Shanghai, where day rolls begin; "" is today, of a replay that of its last record
NEWS_JOBS = 4  # crawls of the daemon at a time, each a process of about 110 MB
NEWS_DUE_ONLY = False  # leave at once when the site is not due: the daemon's crawls, lest one beside them be repeated
NEWS_TOPICS = str(ROOT / "data" / "topics.toml")
NEWS_PUBLISHERS = str(ROOT / "data" / "publishers.toml")
NEWS_INDICATORS = str(ROOT / "data" / "indicators.toml")
NEWS_NOTICES = str(ROOT / "data" / "notices.toml")
NEWS_NOTICE_WAIT_S = 30.0  # before a message that was not taken is sent again; twice as long each time, to an hour
NEWS_CONTACT = ""  # a mail address or page of whoever runs this: a site's owner must be able to reach a person
NEWS_ROBOTS_AGENT = "xizang-digital-news"  # the name by which a robots.txt may address us
NEWS_RETRY_TIMES = 2  # further tries within a run; what fails then waits for a later run
NEWS_RETRY_WAIT_S = 2.0  # before the first of them, three times as long before each after it
NEWS_CANARY_EVERY = 8  # crawls of a site between two looks at its canary page: about every other day
NEWS_ALLOW_PRIVATE: list[str] = []  # host names that may point into a private network: for a site inside one's own

# --- the project ----------------------------------------------------------------------------------------------------

BOT_NAME = "xizang-digital-news"
SPIDER_MODULES = ["crawlers.spiders"]
SPIDER_LOADER_CLASS = "crawlers.sites.SiteLoader"  # Scrapy's stops every site when one file is broken
COMMANDS_MODULE = "crawlers.commands"
REQUEST_FINGERPRINTER_CLASS = "crawlers.urls.Fingerprinter"  # two spellings of a URL are one page
ITEM_PIPELINES = {"pipelines.flow.FlowPipeline": 100}
# Scrapy imports all of its own lists, also what is switched off: a tenth of a child's CPU. What is used is named.
EXTENSIONS_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,
    "scrapy.extensions.logstats.LogStats": 0,
    "crawlers.archive.handler.Archive": 0,  # before Run: a missing archive stops a replay before a run is opened
    "crawlers.run.Run": 10,
    "crawlers.fetch.closing.Closing": 20,  # Scrapy sends all that is queued before it stops, at the pace of each host
    "crawlers.memory.Memory": 20,  # Scrapy's MemoryUsage counts what our parent held, too
}

# --- manners: slow by default; a site's Crawl-delay and Retry-After make it slower -----------------------------------

USER_AGENT = f"{BOT_NAME}/0.1 (news archive on Tibet's digital economy; obeys robots.txt)"  # Run adds NEWS_CONTACT
DOWNLOAD_DELAY = 1.5  # seconds between two requests to one host
DOWNLOAD_DELAY_JITTER = 0.3  # Scrapy's 0.5 goes down to half the delay; this never goes below one second
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # a slow site gets no second request while it works on the first
CONCURRENT_REQUESTS = 8  # one site has few hosts; more would only wait in memory
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",  # Scrapy asks for English: some sites answer with another page then
}
COOKIES_ENABLED = False  # no site needs them to be read, and a session would tell our requests apart
REFERRER_POLICY = "no-referrer"  # where we found a link is nobody's business
RETRY_ENABLED = False  # Scrapy's own tries again at once and knows no Retry-After; ours (below) waits

# --- bounds: what one answer, one page or one site may cost ----------------------------------------------------------

DOWNLOAD_MAXSIZE = 4 << 20  # no article's page comes near it; Scrapy lets 1 GB through
DOWNLOAD_WARNSIZE = 0  # beyond the maximum it is an error, below it no news
DOWNLOAD_TIMEOUT = 20  # covers the whole body: a host that trickles is a host that hangs
DNS_TIMEOUT = 10  # of Scrapy's 60, a name server that is down would take a minute each
REDIRECT_MAX_TIMES = 5
MEMUSAGE_LIMIT_MB = 400  # a crawl takes about 110; one that leaks ends, and the next goes on
MEMUSAGE_CHECK_INTERVAL_SECONDS = 10
CLOSESPIDER_TIMEOUT = 6 * 3600  # a crawl that cannot end makes room; the frontier keeps what is left
CONCURRENT_ITEMS = 4  # pages whose write is awaited at a time

# --- where a request may go ------------------------------------------------------------------------------------------

DOWNLOAD_HANDLERS = {
    "http": "crawlers.archive.handler.ArchiveHandler",  # live or replay, as NEWS_REPLAY says
    "https": "crawlers.archive.handler.ArchiveHandler",
    "file": None,  # a link to file:///etc/passwd reads nothing
    "data": None,
    "ftp": None,
    "s3": None,
}
DOWNLOADER_MIDDLEWARES = {
    "crawlers.fetch.guard.Guard": 10,  # before robots.txt is asked for
    # Scrapy's own (ROBOTSTXT_OBEY, off by default) fails open when robots.txt cannot be read; ours closes.
    "crawlers.fetch.robots.Robots": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawlers.fetch.bodies.WholeBodies": 590,  # refuses a gzip body that was cut short; Scrapy's hands on what there is
    # Scrapy's is the same, but breaks on a Location that is no address instead of naming it.
    "crawlers.fetch.redirects.Redirects": 600,
    "crawlers.fetch.revalidate.Revalidate": 700,  # below redirects: each hop is a page with a version of its own
    "crawlers.fetch.retry.Retry": 840,  # nearer to the wire than redirects, so that it sees every answer
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
    "crawlers.fetch.fetches.Fetches": 950,  # next to the network, so that every try has its row
    # Not here: OffsiteMiddleware, for Guard holds on redirects too; Scrapy's lets start URLs be redirected anywhere;
    # HttpAuthMiddleware, for no site of ours has a password, and none of a URL's is sent.
}
SPIDER_MIDDLEWARES = {
    # All requests come from the frontier, none from a callback: nothing to follow, to measure or to warn of.
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}
TWISTED_DNS_RESOLVER = "crawlers.fetch.resolve.GuardedResolver"  # a public name may point at 127.0.0.1
DOWNLOAD_VERIFY_CERTIFICATES = True  # Scrapy's default accepts any
HTTPPROXY_ENABLED = False  # a proxy would resolve names for us, behind the guard's back
METAREFRESH_ENABLED = False  # a way to redirect that only pages of spam and shields use

# --- open doors, and talk --------------------------------------------------------------------------------------------

TELNETCONSOLE_ENABLED = False  # a shell on a port
REMOTE_CONTROL_ENABLED = False  # the same with another name
STATS_DUMP = False  # the run's row keeps our counts
LOG_LEVEL = "INFO"  # DEBUG has a line for each article
LOG_VERSIONS: list[str] = []  # the lock file names them
