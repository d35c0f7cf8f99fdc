"""What serves and draws: the database in, pages for people and rows for programs out; nothing here writes."""
