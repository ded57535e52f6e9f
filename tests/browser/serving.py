"""Another site than ours, for what stands in others' pages; and which browser shows it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHROMIUM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
"""Its headless shell needs a fifth of the processor time to open a page."""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""By how much a page is wider than its window. A phone's innerWidth grows with the page."""
POLICY = "style-src 'none'; default-src http:"
"""A site that is stricter than most: not even its own styles."""


@contextmanager
def another_site(html: str, policy: str = "") -> Iterator[str]:
    """The address of a site, of another origin than ours, whose pages are this one."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
