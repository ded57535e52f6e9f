"""From what a person typed to ranked entries: normalise → candidates → score → confidence."""
