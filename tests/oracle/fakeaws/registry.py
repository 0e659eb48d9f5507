"""The module registry protocol on a loopback port, for modules that are local directories."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Registry(BaseHTTPRequestHandler):
    modules: Mapping[str, Path] = {}
    versions: Sequence[str] = ()

    def do_GET(self) -> None:
        parts = self.path.strip("/").split("/")
        found = self.modules.get("/".join(parts[:3]))
        if found is None:
            self.send_response(404)
            self.end_headers()
        elif parts[3:] == ["versions"]:
            answer = {"modules": [{"versions": [{"version": version} for version in self.versions]}]}
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)
        else:
            self.send_response(204)
            self.send_header("X-Terraform-Get", found.as_uri())
            self.end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


def serve(modules: Mapping[str, Path], versions: Sequence[str]) -> ThreadingHTTPServer:
    """modules: {"namespace/name/provider": directory}."""
    handler = type("Handler", (Registry,), {"modules": modules, "versions": versions})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
