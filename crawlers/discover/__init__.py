"""List pages, feeds and sitemaps become links; how far back they are walked; the parts of one article."""
