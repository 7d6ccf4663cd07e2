"""The engine's settings file, as text: what MkDocs and its Material theme are told.

Only text is made here; `render` runs the engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal

import yaml

from generator.course import Site
from generator.markdown import EXTENSION_SETTINGS, PAGE_EXTENSIONS
from generator.outline import CourseEntry, load_page_words, pick

_SEARCH_SEPARATOR = r"[\s\u200b\u3000\-、。，．,.？?！!；;：:“”‘’（）()《》<>]+"
_SEARCH_LANGUAGES = frozenset({"de", "en", "es", "fr", "it", "ja", "ko", "pt", "ru", "vi", "zh"})
_THEME_LANGUAGES = frozenset({"de", "en", "es", "fr", "it", "ja", "ko", "pt", "ru", "vi", "zh"})


def write_settings(site: Site, outlines: Mapping[str, Sequence[CourseEntry]]) -> str:
    """The text of mkdocs.yml; the outlines by language reach the templates through it."""
    default = site.languages[0]
    settings: dict[str, object] = {
        "site_name": pick(site.title, default),
        "site_description": pick(site.description, default),
        "docs_dir": "docs",
        "site_dir": "site",
        "use_directory_urls": True,
        "nav": [f"{language}/index.md" for language in site.languages],
        "theme": {
            "name": "material",
            "custom_dir": "overrides",
            "language": default if default in _THEME_LANGUAGES else "en",
            "font": False,
            "favicon": "assets/coursesite/favicon.svg",
            "features": ["search.highlight"],
            "palette": [
                _palette("default", "light"),
                _palette("slate", "dark"),
            ],
        },
        "plugins": [
            {
                "material/search": {
                    "lang": [code for code in site.languages if code in _SEARCH_LANGUAGES]
                    or ["en"],
                    "separator": _SEARCH_SEPARATOR,
                    # The theme looks for words that begin like the query; stems would not match.
                    "pipeline": [],
                }
            }
        ],
        "markdown_extensions": [
            {name: dict(EXTENSION_SETTINGS[name])} if name in EXTENSION_SETTINGS else name
            for name in PAGE_EXTENSIONS
        ],
        "validation": {
            "nav": {"omitted_files": "ignore", "not_found": "warn"},
            "links": {"not_found": "warn", "anchors": "warn", "absolute_links": "ignore"},
        },
        "extra": {"generator": False, "coursesite": _page_data(site, outlines)},
    }
    if site.base_url:
        settings["site_url"] = site.base_url.rstrip("/") + "/"
    # The full Dumper, because the heading's slug function is written as a Python name.
    return yaml.dump(settings, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6)


def _palette(scheme: str, media: str) -> dict[str, object]:
    return {
        "media": f"(prefers-color-scheme: {media})",
        "scheme": scheme,
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": "material/theme-light-dark", "name": scheme},
    }


def _page_data(site: Site, outlines: Mapping[str, Sequence[CourseEntry]]) -> dict[str, object]:
    return {
        "tracker": site.tracker,
        "languages": {
            language: {
                "title": pick(site.title, language),
                "description": pick(site.description, language),
                "issuer": pick(site.issuer.name, language),
                "words": load_page_words(language),
                "courses": {course.id: _plain(asdict(course)) for course in outlines[language]},
            }
            for language in site.languages
        },
    }


def _plain(value: object) -> object:
    """Only what YAML knows by itself: lists for tuples, text for decimals."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return f"{value:f}" if isinstance(value, Decimal) else value


class _Dumper(yaml.Dumper):
    """Writes every value out: a shared one becomes no anchor, which people cannot read."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True
