"""Measurements that a person starts: `make bench`. CI does not run them."""
