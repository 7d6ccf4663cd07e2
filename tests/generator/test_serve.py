"""The preview: pages that reload themselves, the last good site, and a clean end."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.serve import CHANGES_URL, Preview, make_server, serve, take_snapshot

PROJECT = Path(__file__).parent.parent / "contract" / "project"


class Running:
    """A preview with its server, and what was reported."""

    def __init__(self, root: Path) -> None:
        self.messages: list[str] = []
        self.root = root
        self.preview = Preview(root=root, output=root / "build", report=self.messages.append)
        self.server = make_server(self.preview, host="127.0.0.1", port=0)

    def get(self, address: str) -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.server.server_port}{address}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read().decode()

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """A preview of the sample project that has not built anything yet."""
    running = Running(shutil.copytree(PROJECT, tmp_path / "project"))
    thread = threading.Thread(target=running.server.serve_forever)
    with running.server:
        thread.start()
        yield running
        running.server.shutdown()
        thread.join()


def test_pages_are_served_with_the_lines_that_reload_them(running: Running) -> None:
    assert running.preview.build().ok
    status, page = running.get("/zh/lathe/before/")
    assert status == 200
    assert CHANGES_URL in page
    published = (running.root / "build/site/zh/lathe/before/index.html").read_text("utf-8")
    assert CHANGES_URL not in published
    assert len(page) > len(published)


def test_other_files_are_served_as_they_are(running: Running) -> None:
    running.preview.build()
    status, script = running.get("/assets/coursesite/main.js")
    assert status == 200
    assert CHANGES_URL not in script


def test_an_edit_is_built_and_told_to_the_open_page(running: Running) -> None:
    running.preview.build()
    before = running.get(CHANGES_URL)
    running.edit("content/lathe/before.md", "卡盘扳手", "卡盘钥匙")
    assert running.preview.build_if_changed()
    assert running.get(CHANGES_URL) != before
    assert "卡盘钥匙" in running.get("/zh/lathe/before/")[1]


def test_nothing_is_built_while_nothing_changes(running: Running) -> None:
    running.preview.build()
    assert not running.preview.build_if_changed()
    assert running.preview.builds == 1


def test_a_mistake_is_reported_and_the_last_good_site_stays(running: Running) -> None:
    running.preview.build()
    running.edit("content/lathe/before.md", "- [x] 取下", "- [×] 取下")
    assert running.preview.build_if_changed()
    assert running.preview.builds == 1
    assert any("content/lathe/before.md:" in message for message in running.messages)
    assert "last good site" in running.messages[-1]
    assert running.get("/zh/lathe/before/")[0] == 200


def test_a_mended_mistake_is_built_again(running: Running) -> None:
    running.edit("content/lathe/before.md", "- [x] 取下", "- [×] 取下")
    running.preview.build()
    running.edit("content/lathe/before.md", "- [×] 取下", "- [x] 取下")
    assert running.preview.build_if_changed()
    assert running.get(CHANGES_URL) == (200, "1")


def test_before_the_first_good_build_a_page_says_so_and_waits(running: Running) -> None:
    status, page = running.get("/")
    assert status == 200
    assert "网站还没有生成" in page
    assert CHANGES_URL in page


def test_unknown_addresses_and_folders_are_not_found(running: Running) -> None:
    running.preview.build()
    for address in ("/nowhere/", "/assets/", "/../private/answer_key.json"):
        assert running.get(address)[0] == 404, address


def test_the_private_folder_is_out_of_reach(running: Running) -> None:
    running.preview.build()
    for address in ("/private/answer_key.json", "/%2e%2e/private/answer_key.json"):
        assert running.get(address)[0] == 404, address


def test_new_and_removed_files_are_changes(tmp_path: Path) -> None:
    root = shutil.copytree(PROJECT, tmp_path / "project")
    first = take_snapshot(root)
    (root / "content/lathe/images/new.svg").write_text("<svg/>", encoding="utf-8")
    second = take_snapshot(root)
    (root / "content/lathe/images/new.svg").unlink()
    assert first != second
    assert take_snapshot(root) == first


def test_a_port_that_is_taken_is_a_sentence_and_not_a_crash(running: Running) -> None:
    port = running.server.server_port
    messages: list[str] = []
    code = serve(
        running.root, running.root / "x", host="127.0.0.1", port=port, report=messages.append
    )
    assert code == 2
    assert "another --port" in messages[0]


def test_ctrl_c_ends_the_command_cleanly(tmp_path: Path) -> None:
    root = shutil.copytree(PROJECT, tmp_path / "project")
    program = (
        "import sys; from pathlib import Path; from generator.serve import serve; "
        "sys.exit(serve(Path(sys.argv[1]), Path(sys.argv[1]) / 'build', host='127.0.0.1', port=0, "
        "report=lambda text: print(text, flush=True)))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, os.fspath(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        for line in process.stdout:
            if address := re.search(r"http://\S+/", line):
                break
        with urllib.request.urlopen(f"{address[0]}zh/", timeout=10) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=20)
    assert process.returncode == 0
    assert output.strip() == "stopped"
    assert errors == ""
