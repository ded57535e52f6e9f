"""The year's (or a month's) report and the annual plan: figures, words, charts, Word, Markdown.

`gathering` counts, `writing` puts into words, `charts` draws, `word` and `markdown` render.
"""
