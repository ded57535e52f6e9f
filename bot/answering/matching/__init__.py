"""From what a person typed to ranked entries: read → find → measure → order → confidence."""
