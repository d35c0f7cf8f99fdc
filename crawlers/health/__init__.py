"""Whether a site still gives what it gave: what each run saw comes in; ok, suspect, down or blocked, and why, goes out.

    watch.py     counts what a run sees of each channel
    look.py      the values: what one run saw of one channel
    tails.py     how unlikely a count is: negative binomial and beta-binomial tails
    quiet.py     fewer new links than the channel's own past lets expect
    signs.py     what is wrong with a channel, or a site: blocked, failing, empty, quiet, a field lost, a canary dead
    standing.py  signs -> ok, suspect, down, blocked; when it turns
    recall.py    how much of a site we hold, from two channels
    told.py      all this as rows, read from the database's views: for a terminal and for the pages

All but watch.py, examine.py and told.py is pure: no clock, no database.
"""
