"""The commands of an installation as an administrator types them: serve, doctor, backup, restore."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from guanxi.testing.broker import free_port

LIMIT_S = 180
GUANXI = (sys.executable, "-c", "import sys; from guanxi.cli.main import main; sys.exit(main())")


@pytest.fixture
def type_command(tmp_path):
    """Types a command in an empty folder; returns exit code, output and errors."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GUANXI_")}

    def run(*words: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [*GUANXI, *words],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def start(*words: str, log) -> subprocess.Popen:
        command = [*GUANXI, *words]
        return subprocess.Popen(command, cwd=tmp_path, env=env, stdout=log, stderr=subprocess.STDOUT)

    run.start = start
    return run


def answers(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=LIMIT_S) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0


def wait_for(condition) -> None:
    limit = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.1)


def test_first_start_serves_prints_address_and_code_and_everything_is_in_order(type_command, tmp_path):
    port = free_port()
    with (tmp_path / "log").open("w") as log:
        serve = type_command.start("serve", "--port", str(port), log=log)
    try:
        wait_for(lambda: answers(port, "/ready") == 200)
        wait_for(lambda: f"http://localhost:{port}" in (tmp_path / "log").read_text())
        assert "The first visit asks for this code: " in (tmp_path / "log").read_text()
        wait_for(lambda: "1 worker is alive" in type_command("doctor")[1])
        assert type_command("doctor")[0] == 0
        assert type_command("user", "add", "ada@example.com", "Ada")[0] == 0
        code, _, said = type_command("serve", "--port", str(free_port()))
        assert (code, f"is served already at http://localhost:{port}. Stop" in said) == (2, True)
        assert f"http://localhost:{port}/" in type_command("user", "password", "ada@example.com")[1]
        code, said, _ = type_command("backup", "kept.zip")
        assert (code, "kept.zip" in said) == (0, True)
        code, said, asked = type_command("restore", "kept.zip")
        assert (code, said) == (1, "")
        assert "guanxi.sqlite (last changed on " in asked
        assert " UTC) by kept.zip, made on " in asked
        assert "add --yes" in asked
        code, said, _ = type_command("restore", "kept.zip", "--yes")
        assert (code, "before-restore" in said) == (0, True)
        assert answers(port, "/ready") == 200
    finally:
        serve.send_signal(signal.SIGTERM)
        assert serve.wait(LIMIT_S) == 0


def test_busy_port_is_one_clear_line(type_command):
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        port = opened.getsockname()[1]
        code, _, said = type_command("serve", "--port", str(port))
    assert code == 2
    assert said == f"Port {port} is in use by another program. Type: guanxi serve --port {port + 1}\n"


def test_wrong_settings_are_one_line_each(type_command):
    code, _, said = type_command("serve", "--port", "99999")
    assert (code, said) == (2, "GUANXI_PORT must be a whole number from 1 to 65535, not '99999'.\n")


def test_damaged_backup_is_one_clear_line(type_command, tmp_path):
    (tmp_path / "bad.zip").write_bytes(b"PK" * 100)
    code, _, said = type_command("restore", "bad.zip")
    assert (code, len(said.splitlines()), "is not a whole backup" in said) == (1, 1, True)


def test_supervisor_and_web_do_not_load_celery():
    code = "import sys, guanxi.cli.serve, guanxi.serve, guanxi.app, guanxi.doctor; sys.exit('celery' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
