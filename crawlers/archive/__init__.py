"""The archive: what a site answered, byte for byte, in WARC files that other tools read too.

    live     write.py  a response -> two records, one gzip member each   live.py    the network, and write
    replay   read.py   a file -> records                                 replay.py  a request -> its record
    handler.py  the download handler that settings name; it is live or replay as NEWS_REPLAY says

A response is known by where it stands: `file.warc.gz#offset`, in request.meta["archive"].
"""
