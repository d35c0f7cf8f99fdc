"""What somebody is to be told, each with its cause, and on which channel that was done: a kill tears nothing.

A cause has one row, whoever finds it and however often: `cause` is the kind of thing that happened, `cause_key` which
one. `payload` holds facts as JSON and never a text: what a message says is made of them when it is sent. A digest is
a notice too; what was folded into another message names it by its `message_id`.
"""

NOTICE_TABLES = """
CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    cause TEXT NOT NULL,
    cause_key TEXT NOT NULL,
    rule TEXT NOT NULL,
    payload TEXT NOT NULL,
    story_id INTEGER,
    article_id INTEGER,
    site TEXT,
    figure_id INTEGER,
    UNIQUE (cause, cause_key)
) STRICT;
CREATE INDEX notices_of_time ON notices (at);

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    notice_id INTEGER NOT NULL REFERENCES notices (id),
    channel TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'folded')),
    tries INTEGER NOT NULL DEFAULT 0,
    tried_at TEXT,
    next_try_at TEXT NOT NULL,
    delivered_at TEXT,
    message_id TEXT NOT NULL,
    error TEXT,
    UNIQUE (notice_id, channel)
) STRICT;
CREATE INDEX deliveries_waiting ON deliveries (channel, next_try_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_tried ON deliveries (channel, tried_at) WHERE tried_at IS NOT NULL;

CREATE INDEX figures_of_slot ON figures (indicator, region, ends_on) WHERE indicator IS NOT NULL;
CREATE INDEX articles_first_seen ON articles (first_seen_at);
CREATE INDEX site_states_at ON site_states (at);
"""

NOTICE_VIEWS = {
    "notices_v1": """
        SELECT id, at, cause, cause_key, rule, payload, story_id, article_id, site, figure_id FROM notices
    """,
    "deliveries_v1": """
        SELECT id, notice_id, channel, state, tries, tried_at, next_try_at, delivered_at, message_id, error
        FROM deliveries
    """,
}
