"""The staged tree as a plan: languages, addresses, raw quizzes, and what is left out."""

import json
from dataclasses import replace

import yaml
from markdown import Markdown

from generator.course import Site, Text
from generator.markdown import PAGE_EXTENSIONS
from generator.outline import load_page_words
from generator.stage import Plan, stage_site
from tests.generator.sites import SECRETS, make_page, make_site


def front_matter(plan: Plan, path: str) -> dict:
    return yaml.safe_load(plan.files[path].split("---\n")[1])


def with_text(site: Site, markdown: str) -> Site:
    """The site with another text on the first lesson's Chinese page, and no quiz."""
    course = site.courses[0]
    module = course.modules[0]
    page = make_page("before", "zh", "开机之前", Text(markdown=markdown, line=5))
    lesson = replace(module.lessons[0], pages={**module.lessons[0].pages, "zh": page})
    module = replace(module, lessons=(lesson, *module.lessons[1:]))
    return replace(site, courses=(replace(course, modules=(module, *course.modules[1:])),))


def test_every_language_has_its_tree() -> None:
    pages = {path for path in stage_site(make_site()).files if path.endswith(".md")}
    assert pages == {
        "docs/zh/index.md",
        "docs/zh/lathe/index.md",
        "docs/zh/lathe/before.md",
        "docs/zh/lathe/after.md",
        "docs/zh/lathe/exams/final.md",
        "docs/en/index.md",
        "docs/en/lathe/index.md",
        "docs/en/lathe/before.md",
        "docs/en/lathe/exams/final.md",
    }


def test_the_root_leads_to_the_first_language() -> None:
    html = stage_site(make_site()).files["docs/index.html"]
    assert '<meta http-equiv="refresh" content="0; url=zh/">' in html
    assert '<a href="en/" lang="en" hreflang="en">English</a>' in html


def test_the_catalog_is_published_with_the_site() -> None:
    catalog = json.loads(stage_site(make_site()).files["docs/catalog.json"])
    assert catalog["courses"][0]["id"] == "lathe"


def test_a_lesson_knows_its_neighbours_and_its_other_languages() -> None:
    meta = front_matter(stage_site(make_site()), "docs/zh/lathe/after.md")
    assert meta["previous"]["url"] == "zh/lathe/before/"
    assert meta["next"] == {
        "title": "终结性考试",
        "url": "zh/lathe/exams/final/",
        "language": "zh",
    }
    assert meta["alternates"] == {"zh": "zh/lathe/after/", "en": "en/lathe/"}


def test_the_last_lesson_has_no_next_one() -> None:
    plan = stage_site(make_site())
    assert "next" not in front_matter(plan, "docs/en/lathe/exams/final.md")
    assert "previous" not in front_matter(plan, "docs/en/lathe/before.md")


def test_a_lesson_that_is_not_translated_is_listed_in_the_language_it_has() -> None:
    page = stage_site(make_site()).files["docs/en/lathe/index.md"]
    assert 'href="../../zh/lathe/after/" hreflang="zh"' in page
    assert "in 中文 only" in page


def test_titles_may_hold_characters_that_mean_something_in_markdown() -> None:
    site = make_site(title={"zh": "1. <电> & *火*", "en": "# x"})
    plan = stage_site(site)
    assert front_matter(plan, "docs/zh/index.md")["title"] == "1. <电> & *火*"
    body = plan.files["docs/zh/index.md"].split("---\n")[2]
    html = Markdown(extensions=list(PAGE_EXTENSIONS)).convert(body)
    assert ">1. &lt;电&gt; &amp; *火*</h1>" in html


def test_a_lesson_gets_its_title_as_heading_unless_it_has_one() -> None:
    assert "# 开机之前\n\n开机" in stage_site(make_site()).files["docs/zh/lathe/before.md"]
    own = stage_site(with_text(make_site(), "# 自己的标题\n\n文")).files["docs/zh/lathe/before.md"]
    assert "# 开机之前" not in own


def test_authors_comments_are_not_published() -> None:
    assert "作者自己的话" not in stage_site(make_site()).files["docs/zh/lathe/before.md"]


def test_a_quiz_survives_markdown_as_one_raw_block() -> None:
    page = stage_site(make_site()).files["docs/zh/lathe/before.md"]
    body = page.split("---\n")[2]
    staged = next(line for line in body.splitlines() if line.startswith("<section"))
    html = Markdown(extensions=list(PAGE_EXTENSIONS)).convert(body)
    assert staged in html
    assert "S1&#10;&#10;# 停&#10;" in staged


def test_links_in_a_quiz_fit_the_address_of_its_page() -> None:
    page = stage_site(make_site()).files["docs/zh/lathe/before.md"]
    assert 'src="../images/guard.svg"' in page
    assert 'href="../exams/final/"' in page


def test_media_of_published_text_and_practice_are_copied() -> None:
    copies = stage_site(make_site()).copies
    assert copies["docs/zh/lathe/images/chuck.svg"] == "content/lathe/images/chuck.svg"
    assert copies["docs/zh/lathe/images/guard.svg"] == "content/lathe/images/guard.svg"
    assert copies["docs/en/lathe/images/chuck.svg"] == "content/lathe/images/chuck.svg"


def test_media_that_only_a_graded_bank_uses_are_not_copied() -> None:
    copies = stage_site(make_site()).copies
    assert [path for path in (*copies, *copies.values()) if "arrow" in path] == []


def test_media_are_found_however_they_are_named() -> None:
    text = (
        '![a](images/a.svg "t")\n\n[b][x]\n\n[x]: files/b.pdf\n\n<img alt="c" src="images/c.png">'
    )
    copies = stage_site(with_text(make_site(), text)).copies
    assert {
        "docs/zh/lathe/images/a.svg",
        "docs/zh/lathe/files/b.pdf",
        "docs/zh/lathe/images/c.png",
    } <= set(copies)


def test_sources_and_files_outside_the_course_are_never_copied() -> None:
    text = "[a](exams/final.md) [b](course.yml) [c](../../site_config.yml) [d](/etc/passwd)"
    copies = stage_site(with_text(make_site(), text)).copies
    assert [path for path in copies.values() if not path.endswith(".svg")] == []


def test_nothing_of_a_graded_bank_is_staged() -> None:
    plan = stage_site(make_site())
    found = [
        (path, secret)
        for path, text in plan.files.items()
        for secret in SECRETS
        if secret in text or secret in path
    ]
    assert found == []


def test_staged_pages_lead_back_to_the_authors_files() -> None:
    origins = stage_site(make_site()).origins
    assert origins["docs/en/lathe/before.md"].path == "content/lathe/before.en.md"


def test_the_same_site_gives_the_same_plan() -> None:
    assert stage_site(make_site()) == stage_site(make_site())


def test_the_language_of_a_site_may_be_one_we_have_no_words_of() -> None:
    site = make_site()
    course = replace(
        site.courses[0], languages=("zh", "en", "mn"), title={"zh": "车床", "mn": "Токарь"}
    )
    plan = stage_site(replace(site, languages=("zh", "en", "mn"), courses=(course,)))
    assert front_matter(plan, "docs/mn/lathe/index.md")["title"] == "Токарь"
    assert "Start learning" in plan.files["docs/mn/lathe/index.md"]


def test_the_words_of_the_pages_are_the_same_in_both_languages() -> None:
    chinese, english = load_page_words("zh"), load_page_words("en")
    assert set(chinese) == set(english)
    assert set(chinese["theme"]) == set(english["theme"])
    assert load_page_words("mn") == english
