"""What searching looks up: the canonical text of every article, character by character, and what waits to be entered.

`search` keeps no text, only where each word stands, and rows of it are never taken out: an article whose text changed
is entered again at another place, and `searched` says which place is its own now. `searched.title` is canonical too.
What waits is every article above `entered_to`, and those that a trigger put into `search_due`, whoever changed them; so
a database that was filled before there was a search, and one whose rules of search changed, are simply ones in which
all articles wait.

(OR IGNORE would not do there: the conflict rule of the statement that pulls a trigger goes before its own.)

The tokenizer `ascii` parts words at spaces alone, whatever else is in them, which is where `search.spaced` parts them.
"""

SEARCH_TABLES = """
CREATE VIRTUAL TABLE search USING fts5 (words, content = '', columnsize = 0, tokenize = 'ascii');

CREATE TABLE searched (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    article_id INTEGER NOT NULL UNIQUE REFERENCES articles (id),
    title TEXT NOT NULL
) STRICT;

CREATE TABLE search_due (article_id INTEGER PRIMARY KEY REFERENCES articles (id)) STRICT;

CREATE TABLE search_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    entered_to INTEGER NOT NULL
) STRICT;
INSERT INTO search_state VALUES (1, 0, 0);

CREATE TRIGGER title_is_searched_anew AFTER UPDATE OF title ON articles WHEN old.title IS NOT new.title
BEGIN INSERT INTO search_due SELECT new.id WHERE new.id NOT IN (SELECT article_id FROM search_due); END;
CREATE TRIGGER text_is_searched_anew AFTER UPDATE OF canonical ON documents WHEN old.canonical != new.canonical
BEGIN
    INSERT INTO search_due SELECT new.article_id WHERE new.article_id NOT IN (SELECT article_id FROM search_due);
END;
"""
