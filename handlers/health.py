"""`python -m handlers.health`: exit status 0 if the running service says that it is well."""

from __future__ import annotations

import json
import sys
import urllib.request

from bot.config import load


def main() -> int:
    settings = load().settings
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104
    address = f"http://{host}:{settings.port}/healthz"
    try:
        with urllib.request.urlopen(address, timeout=4) as response:
            state = json.load(response)
    except OSError as error:
        print(f"{address}: {error}", file=sys.stderr)  # noqa: T201 - Docker shows it
        return 1
    return 0 if state["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
