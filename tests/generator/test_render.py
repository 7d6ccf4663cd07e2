"""The rendered site: what is in its bytes, and that a failed build leaves the old one."""

import gzip
import json
import logging
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from generator.build import write_stage
from generator.problems import Severity
from generator.render import recover_site, render_site
from generator.stage import stage_site
from tests.generator.sites import MEDIA, SECRETS, make_site, write_media

_LOADS = re.compile(
    rb"""<(?:script|img|link|iframe|source|video|audio|embed|object|use|image|input)\b[^>]*?
         \b(?:src|href|data|poster)\s*=\s*["']?(?P<url>[^"'\s>]+)""",
    re.VERBOSE | re.IGNORECASE,
)
_CSS_LOADS = re.compile(rb"""(?:url\(\s*["']?|@import\s+["'])(?P<url>[^"')\s]+)""")


def build(place: Path, **changes: object) -> Path:
    """Stage and render the sample site below `place`; gives the site's folder."""
    write_media(place / "project")
    write_stage(stage_site(make_site(**changes)), place / "project", place / "stage")
    assert render_site(place / "stage", place / "site") == []
    return place / "site"


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample site, built once."""
    return build(tmp_path_factory.mktemp("render"))


def page(site: Path, address: str) -> str:
    return (site / address / "index.html").read_text(encoding="utf-8")


def page_data(html: str) -> dict:
    found = re.search(r'<script type="application/json" id="coursesite-page">(.*?)</script>', html)
    return json.loads(found[1])


def test_pages_stand_at_their_addresses(site: Path) -> None:
    pages = {path for path in contents(site) if path.endswith("index.html")}
    assert pages == {
        "index.html",
        "zh/index.html",
        "zh/lathe/index.html",
        "zh/lathe/before/index.html",
        "zh/lathe/after/index.html",
        "zh/lathe/exams/final/index.html",
        "en/index.html",
        "en/lathe/index.html",
        "en/lathe/before/index.html",
        "en/lathe/exams/final/index.html",
    }


def test_each_page_speaks_its_own_language(site: Path) -> None:
    chinese, english = page(site, "zh/lathe/before"), page(site, "en/lathe/before")
    assert '<html lang="zh"' in chinese
    assert '<html lang="en"' in english
    assert 'placeholder="搜索课文"' in chinese
    assert 'placeholder="Search the lessons"' in english
    assert "<title>Before you start - Lathe safety - Workers&#39; Classroom</title>" in english


def test_the_language_switch_leads_to_the_same_page(site: Path) -> None:
    assert '<a class="cs-header__button cs-language" href="../../../en/lathe/before/"' in page(
        site, "zh/lathe/before"
    )
    assert 'href="../../../../zh/lathe/exams/final/" lang="zh"' in page(
        site, "en/lathe/exams/final"
    )


def test_a_page_says_about_itself_what_the_scripts_need(site: Path) -> None:
    data = page_data(page(site, "en/lathe/exams/final"))
    assert data == {
        "kind": "lesson",
        "language": "en",
        "base": "../../../../",
        "tracker": "/",
        "course": "lathe",
        "lesson": "final-exam",
        "lessons": [
            {"id": "before", "url": "en/lathe/before/", "graded": []},
            {"id": "after", "url": "zh/lathe/after/", "graded": []},
            {"id": "final-exam", "url": "en/lathe/exams/final/", "graded": ["final"]},
        ],
    }
    home = page_data(page(site, "zh"))
    assert (home["kind"], home["course"], home["lessons"]) == ("home", None, [])


def test_no_text_can_end_the_data_of_a_page(tmp_path: Path) -> None:
    site = build(tmp_path, tracker="/</script>/")
    html = page(site, "zh")
    assert page_data(html)["tracker"] == "/</script>/"


def test_home_course_and_lesson_have_places_for_the_learners_progress(site: Path) -> None:
    assert '<div class="cs-resume" hidden></div>' in page(site, "zh")
    assert '<div class="cs-progress" data-course="lathe"></div>' in page(site, "zh/lathe")
    assert 'data-lesson="before" href="before/"' in page(site, "zh/lathe")
    lesson = page(site, "zh/lathe/before")
    assert '<div class="cs-lesson-end" data-lesson="before"' in lesson
    assert '<div class="cs-account" data-sign-in="/account/sign-in">' in lesson


def test_without_a_tracker_nothing_asks_to_sign_in(tmp_path: Path) -> None:
    site = build(tmp_path, tracker=None)
    html = page(site, "zh/lathe/before")
    assert page_data(html)["tracker"] is None
    assert "cs-account" not in html
    assert "/verify/" not in html


def test_lessons_lead_on_within_their_course(site: Path) -> None:
    first, last = page(site, "zh/lathe/before"), page(site, "zh/lathe/exams/final")
    assert 'rel="next" href="../after/"' in first
    assert 'rel="prev"' not in first
    assert 'rel="prev" href="../../after/"' in last
    assert "回到课程首页" in last


def test_the_contents_list_only_the_pages_own_course(tmp_path: Path) -> None:
    site = make_site()
    other = replace(site.courses[0], id="milling", title={"zh": "铣床安全", "en": "Milling"})
    built = build(tmp_path, courses=(site.courses[0], other))
    assert "铣床安全" not in page(built, "zh/lathe/before")
    assert "铣床安全" in page(built, "zh")


def test_a_practice_quiz_reaches_the_page_as_it_was_staged(site: Path) -> None:
    html = page(site, "zh/lathe/before")
    assert '<section class="cs-quiz cs-practice"' in html
    assert "S1&#10;&#10;# 停&#10;" in html
    assert (site / "zh/lathe/images/guard.svg").read_bytes() == (
        MEDIA["content/lathe/images/guard.svg"]
    )


def test_every_relative_address_on_every_page_exists(site: Path) -> None:
    missing = []
    for path, content in contents(site).items():
        if not path.endswith(".html") or path == "404.html":
            continue
        for url in re.findall(rb'(?:href|src)="([^"#?]+)', content):
            address = url.decode()
            if address.startswith(("/account/", "/verify/", "data:")):
                continue
            target = (site / path).parent / address
            if not (target / "index.html").is_file() and not target.is_file():
                missing.append((path, address))
    assert missing == []


def test_no_page_asks_another_host_for_anything(site: Path) -> None:
    patterns = {".html": _LOADS, ".css": _CSS_LOADS, ".svg": _LOADS}
    foreign = [
        (path, found["url"])
        for path, content in contents(site).items()
        if Path(path).suffix in patterns
        for found in patterns[Path(path).suffix].finditer(content)
        if re.match(rb"(?:[a-z]+:)?//", found["url"])
    ]
    assert foreign == []


def test_nothing_of_a_graded_quiz_is_anywhere_in_the_site(site: Path) -> None:
    found = [
        (path, secret)
        for path, content in contents(site).items()
        for secret in SECRETS
        for form in (secret, json.dumps(secret).strip('"'))
        if form.encode() in without_words(path, content) or secret in path
    ]
    assert found == []


def without_words(path: str, content: bytes) -> bytes:
    """A file's bytes; of a packed file, what is in it. The theme's own files hold no course."""
    if path.startswith(("assets/javascripts/", "assets/stylesheets/")):
        return b""
    return gzip.decompress(content) if path.endswith(".gz") else content


def test_the_leak_test_would_see_a_leak(site: Path) -> None:
    index = contents(site)["search/search_index.json"]
    assert json.dumps("漏电").strip('"').encode() in index


def test_the_search_index_holds_chinese_words_of_a_sentence_apart(site: Path) -> None:
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    texts = [entry["text"] for entry in index["docs"] if entry["location"] == "zh/lathe/before/"]
    words = "".join(texts).split("\u200b")
    assert "漏电" in words
    assert "保护器" in words
    assert index["config"]["lang"] == ["zh", "en"]


def test_right_answers_of_practice_are_not_search_results(site: Path) -> None:
    index = json.loads((site / "search/search_index.json").read_text(encoding="utf-8"))
    text = "".join(entry["text"] for entry in index["docs"]).replace("\u200b", "")
    assert "取下卡盘扳手" in text
    assert "扳手就会飞出" not in text


def test_the_same_sources_in_two_places_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    again = contents(build(tmp_path / "somewhere" / "else"))
    first = contents(site)
    assert [path for path in first if first[path] != again.get(path)] == []
    assert set(again) == set(first)


def test_no_file_tells_when_or_where_it_was_built(site: Path) -> None:
    place = os.fspath(site.parent).encode()
    assert [path for path, content in contents(site).items() if place in content] == []
    assert b"lastmod" not in contents(site)["sitemap.xml"]
    assert contents(site)["sitemap.xml.gz"][4:8] == (315532800).to_bytes(4, "little")


def test_a_public_address_gives_canonical_links_and_a_site_map(tmp_path: Path) -> None:
    site = build(tmp_path, base_url="https://learn.example")
    assert '<link rel="canonical" href="https://learn.example/zh/lathe/before/">' in page(
        site, "zh/lathe/before"
    )
    xml = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert "<loc>https://learn.example/en/lathe/exams/final/</loc>" in xml
    assert 'hreflang="zh" href="https://learn.example/zh/lathe/exams/final/"' in xml


def test_plain_mkdocs_builds_the_staged_tree_to_the_same_pages(site: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q"]
    place = ["-f", os.fspath(site.parent / "stage" / "mkdocs.yml"), "-d", os.fspath(tmp_path / "x")]
    done = subprocess.run(
        [*command, *place],
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "TMPDIR": os.fspath(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    built = contents(tmp_path / "x")
    ours = contents(site)
    assert set(built) == set(ours)
    assert [path for path in ours if path.endswith(".html") and ours[path] != built[path]] == []


def stage_with(place: Path, text: str) -> Path:
    """The staged sample site with more text on one page."""
    write_media(place / "project")
    write_stage(stage_site(make_site()), place / "project", place / "stage")
    with (place / "stage/docs/zh/lathe/after.md").open("a", encoding="utf-8") as file:
        file.write(text)
    return place / "stage"


def test_what_the_engine_warns_of_becomes_problems(tmp_path: Path) -> None:
    problems = render_site(stage_with(tmp_path, "[x](missing.md)"), tmp_path / "site")
    assert [(problem.path, problem.quote) for problem in problems] == [
        ("docs/zh/lathe/after.md", "missing.md")
    ]
    assert problems[0].severity is Severity.ERROR


def test_a_build_with_errors_leaves_the_old_site(tmp_path: Path) -> None:
    site = build(tmp_path)
    before = contents(site)
    render_site(stage_with(tmp_path, "[x](missing.md)"), site)
    assert contents(site) == before


def test_a_crash_of_the_engine_leaves_the_old_site_and_no_rests(tmp_path: Path) -> None:
    site = build(tmp_path)
    before = contents(site)
    stage = stage_with(tmp_path, "x")
    (stage / "overrides/main.html").write_text("{% nonsense %}", encoding="utf-8")
    with pytest.raises(Exception, match="nonsense"):
        render_site(stage, site)
    assert contents(site) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.fixture
def cut_off(tmp_path: Path) -> Path:
    """A site moved away by a build that died before it could put the new one there."""
    old = tmp_path / ".site-old"
    old.mkdir()
    (old / "index.html").write_text("old", encoding="utf-8")
    return tmp_path / "site"


def test_a_site_moved_away_by_a_build_that_died_comes_back(cut_off: Path) -> None:
    recover_site(cut_off)
    assert (cut_off / "index.html").read_text(encoding="utf-8") == "old"


def test_the_rest_of_a_finished_exchange_is_removed(cut_off: Path) -> None:
    cut_off.mkdir()
    recover_site(cut_off)
    assert list(cut_off.iterdir()) == []
    assert not cut_off.with_name(".site-old").exists()


def test_the_site_can_be_read_by_a_server_of_another_user(site: Path) -> None:
    assert site.stat().st_mode & 0o777 == 0o755


def test_rendering_prints_nothing_and_leaves_the_loggers_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    handlers = list(logging.getLogger("mkdocs").handlers)
    build(tmp_path)
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("mkdocs").handlers == handlers
    assert "SOURCE_DATE_EPOCH" not in os.environ
