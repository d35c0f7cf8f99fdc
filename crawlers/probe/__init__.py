"""Reads a site that nobody has described yet: an address in, the site file to paste out.

asking.py    polite requests: the crawl's guard, robots, pace and bounds over `requests`
connect.py   connections that go to no private address, and end when their time is up
page.py      one page through BeautifulSoup: feeds, groups of links, the way to the next page
pattern.py   addresses of articles -> the expression that they have in common
look.py      the order of questions, and what each gave
draft.py     what was found -> the text of a site file
skeleton.py  a page -> its structure without anybody's text (`scrapy savepage`)
"""
