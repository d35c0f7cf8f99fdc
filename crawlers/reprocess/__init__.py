"""Archived responses are read again: WARC files in, articles brought up to what the stages make of them today.

files.py     paths -> files, each looked through once: which response stands where (tables of the database)
owners.py    a URL -> the site that owns its host, and whether it would take it as an article
versions.py  the extractor, the rules, a site's file -> one word that changes when any of them does
pages.py     a place in a file -> the page that a crawl would have handed to the flow, parts included
workers.py   processes, one a core, that read pages and take them through the flow
run.py       what is waiting -> workers -> whoever keeps the outcomes
again.py     `scheduler.py reprocess`: they are stored
dry.py       `scrapy dryrun`: they are compared with what is stored, and forgotten
"""
