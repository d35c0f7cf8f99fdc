"""What the service does, as numbers for Prometheus, and whether it is well, for whoever supervises it: on loopback."""
