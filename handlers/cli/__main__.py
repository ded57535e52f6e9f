"""`python -m handlers.cli`, where the `pufa` command isn't installed (the image)."""

from handlers.cli import main

main()
