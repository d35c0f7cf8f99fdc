"""What a person sees: progress, reports, the history of a URL."""
