"""How far matching has come: whose hashes the index holds, and which articles today's rules have settled."""

MATCHING_TABLES = """
CREATE TABLE matching (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    settled_by TEXT NOT NULL,
    settled_to INTEGER NOT NULL
) STRICT;
INSERT INTO matching SELECT 1, coalesce(max(fingerprint_version), 0), '', 0 FROM documents;
"""
