"""Training: staff learn by items, sit papers and have a record; the public is asked questions."""
