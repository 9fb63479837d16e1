"""What lies in deploy/ works: the web process says nothing about itself, the proxy lets only our own name pass."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

DEPLOY = Path(settings.BASE_DIR) / "deploy"
READY_WITHIN = 60  # seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def asked(port: int) -> http.client.HTTPResponse:
    """One answer of the process, as soon as it gives one."""
    end = time.monotonic() + READY_WITHIN
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/")
            return connection.getresponse()
        except ConnectionError:
            assert time.monotonic() < end, "the web process did not start"
            time.sleep(0.2)


def test_the_web_process_names_no_server(tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text(
        "def application(environ, start):\n    start('200 OK', [('Content-Length', '2')])\n    return [b'hi']\n")
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "hello:application", "--config", str(DEPLOY / "gunicorn.conf.py"),
         "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--no-control-socket", "--log-level", "warning"],
        cwd=tmp_path, env={"PATH": os.environ["PATH"]})
    try:
        answer = asked(port)
        assert answer.status == 200
        assert answer.read() == b"hi"
        names = [name.lower() for name, _value in answer.getheaders()]
        assert "date" in names
        assert "server" not in names
    finally:
        process.terminate()
        process.wait(30)


def test_the_unit_and_the_demo_start_it_so() -> None:
    starting = [DEPLOY / "mingxin-web.service", Path(settings.BASE_DIR) / "archives/management/commands/demo.py"]
    assert [path.name for path in starting if "deploy/gunicorn.conf.py" not in path.read_text(encoding="utf-8")] == []


def test_the_proxy_replaces_what_a_visitor_claims_and_keeps_addresses_out_of_its_logs() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    directives = set(re.findall(r"^\s*([a-z_]+ [^;#]+);", text, re.MULTILINE))
    assert {"proxy_set_header X-Forwarded-For $remote_addr", "proxy_set_header X-Forwarded-Proto $scheme",
            "server_tokens off", "access_log off"} <= directives
    assert any(line.startswith("error_log ") and line.endswith(" crit") for line in directives)
    assert "default_server" in text.split("server_name", 1)[0], "another host name reaches the site"
