"""Our scrapy commands, one file each."""
