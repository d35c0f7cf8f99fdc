"""What matching looks up, as of the version that holds a text once however many pages carry it.

Pages with the same text are one text; the first of them in time stands for it, here and in `pairs`. A hash is the upper
half of the fingerprint's: two hits make a candidate, so a false one in four thousand million costs nothing but a look.
`day` counts from 2000-01-01 (UNDATED where no day is known), so that of a hash that is in a hundred thousand articles
those next in time are found without reading the others.
"""

UNDATED = 32767
"""The last day that SQLite keeps in two bytes."""

_FIRSTS = """
CREATE TEMP TABLE firsts AS
SELECT article_id, first_value(article_id) OVER (PARTITION BY exact, canonical ORDER BY sorted_by) AS first_id
FROM documents;
CREATE UNIQUE INDEX temp.firsts_by_id ON firsts (article_id);
"""

_PAIRS = """
CREATE TEMP TABLE kept AS
SELECT a, b, relation, contained_a, contained_b, shared_sentences, evidence FROM (
    SELECT min(own.first_id, theirs.first_id) AS a, max(own.first_id, theirs.first_id) AS b,
           iif(own.first_id < theirs.first_id, relation,
               CASE relation WHEN 'a_in_b' THEN 'b_in_a' WHEN 'b_in_a' THEN 'a_in_b' ELSE relation END) AS relation,
           iif(own.first_id < theirs.first_id, contained_a, contained_b) AS contained_a,
           iif(own.first_id < theirs.first_id, contained_b, contained_a) AS contained_b,
           shared_sentences, evidence,
           row_number() OVER (
               PARTITION BY min(own.first_id, theirs.first_id), max(own.first_id, theirs.first_id)
               ORDER BY abs(julianday(substr(one.sorted_by, 1, 10)) - julianday(substr(other.sorted_by, 1, 10))), a, b
           ) AS place
    FROM pairs
    JOIN firsts AS own ON own.article_id = a JOIN firsts AS theirs ON theirs.article_id = b
    JOIN documents AS one ON one.article_id = a JOIN documents AS other ON other.article_id = b
    WHERE own.first_id != theirs.first_id
) WHERE place = 1;
DELETE FROM pairs;
INSERT INTO pairs SELECT * FROM kept;
DROP TABLE kept;
"""


def _table(name: str) -> str:
    return f"""
CREATE TABLE {name}_by_day (
    hash INTEGER NOT NULL,
    day INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles (id),
    PRIMARY KEY (hash, day, article_id)
) STRICT, WITHOUT ROWID;
INSERT INTO {name}_by_day
SELECT DISTINCT hash >> 32,
       coalesce(
           min(CAST(julianday(substr(sorted_by, 1, 10)) - julianday('2000-01-01') AS INTEGER), {UNDATED - 1}), {UNDATED}
       ),
       first_id
FROM {name} JOIN firsts USING (article_id) JOIN documents ON documents.article_id = first_id
WHERE firsts.article_id = first_id
ORDER BY 1, 2, 3;
DROP TABLE {name};
ALTER TABLE {name}_by_day RENAME TO {name};
"""


INDEX_TABLES = f"""
UPDATE documents SET exact = article_id WHERE canonical = '';
DROP INDEX documents_exact;
CREATE INDEX documents_same ON documents (exact, sorted_by);
{_FIRSTS}
{_PAIRS}
{_table("fingerprints")}
{_table("sentences")}
DROP TABLE firsts;
"""
