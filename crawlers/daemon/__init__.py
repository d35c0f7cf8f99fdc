"""The daemon: sites that are due come in, crawls go out, until it is told to stop.

serve.py        its life: start, wait, reload, stop; what signals mean
queue.py        which site is crawled next: the column sites.next_due_at is the one truth
quiet.py        a crawl that gets no answer gives its place to one that waits
ticks.py        APScheduler looks every half minute, and is looked after itself
definitions.py  site and rule files as they were when last read, so that a broken one changes nothing
backups.py      a backup a day, the newest that is whole, and how to get it back
beat.py         what it says of itself: a file that `scheduler.py status` and a health check read
notify.py       the same for systemd
"""
