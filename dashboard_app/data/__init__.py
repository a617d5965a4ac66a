"""What was observed, when, of which tool, by which source."""
