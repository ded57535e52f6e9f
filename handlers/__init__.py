"""Where the outside meets the bot: dialogues, the channels that carry them, commands, and news.
`application` wires it all; it may know everything in `bot`, and nothing there knows of it."""
