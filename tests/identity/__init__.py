"""People, and the directory they are in."""
