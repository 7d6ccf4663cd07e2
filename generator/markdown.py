"""Markdown to HTML: the one list of extensions, for our own rendering and for the staged site.

Fragments of a quiz are rendered here; whole pages are rendered by the engine with the same list.
Links in the result can be rewritten, and pictures embedded, by `rewrite_links` and `embed_images`.
"""

import base64
import html as entities
import posixpath
import re
from collections.abc import Callable, Mapping
from functools import cache

from markdown import Markdown
from markdown.extensions.toc import slugify_unicode

EXTENSIONS: tuple[str, ...] = (
    "admonition",
    "attr_list",
    "def_list",
    "md_in_html",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "sane_lists",
    "tables",
)
"""What authors may use everywhere."""

PAGE_EXTENSIONS: tuple[str, ...] = (*EXTENSIONS, "footnotes", "toc")
"""What a whole page has in addition: ids that a fragment of a page would repeat."""

EXTENSION_SETTINGS: Mapping[str, Mapping[str, object]] = {
    "pymdownx.highlight": {"use_pygments": True, "guess_lang": False},
    "toc": {"slugify": slugify_unicode, "permalink": False},
}

IMAGE_TYPES: Mapping[str, str] = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
"""Kinds of pictures that can be embedded, by suffix."""

_TAG = re.compile(r"""<[a-zA-Z][^\s/>]*(?:"[^"]*"|'[^']*'|[^'">])*>""")
_LINK = re.compile(r"""(?<=\s)(src|href|poster)\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_CODE_OR_COMMENT = re.compile(
    r"""(?P<fence>^[ ]{0,3}(?P<marks>`{3,}|~{3,})[^\n]*\n.*?(?:^[ ]{0,3}(?P=marks)[`~]*[ ]*$|\Z))
      | (?P<span>(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`))
      | (?P<comment><!--.*?(?:-->|\Z))""",
    re.DOTALL | re.MULTILINE | re.VERBOSE,
)
_BLOCKS = (
    "indent",
    "code",
    "hashheader",
    "setextheader",
    "hr",
    "olist",
    "ulist",
    "quote",
    "reference",
)
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!])")
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)


def to_html(text: str, *, media: Callable[[str], bytes | None] | None = None) -> str:
    """Render a fragment. With `media` (link to bytes), pictures become data: URIs."""
    markdown = _fragments()
    markdown.reset()
    html = markdown.convert(text)
    return html if media is None else embed_images(html, media)


def to_inline_html(text: str, *, media: Callable[[str], bytes | None] | None = None) -> str:
    """Like `to_html`, without <p> around a single paragraph.

    A single line is always one paragraph, also if it begins with "1." or "-" as a list would.
    """
    if "\n" in text.strip():
        html = to_html(text, media=media)
    else:
        markdown = _lines()
        markdown.reset()
        html = markdown.convert(text.strip())
        html = html if media is None else embed_images(html, media)
    single = _ONE_PARAGRAPH.fullmatch(html)
    return single[1] if single else html


def escape_markdown(text: str) -> str:
    """Plain text as Markdown that renders to exactly this text."""
    return _SPECIAL.sub(r"\\\1", entities.escape(text, quote=False))


def without_comments(text: str) -> str:
    """Markdown without its HTML comments, which are the author's own; code is left alone."""
    return _CODE_OR_COMMENT.sub(lambda found: "" if found["comment"] else found[0], text)


def rewrite_links(html: str, rewrite: Callable[[str, str], str]) -> str:
    """Replace each src, href and poster by `rewrite(attribute name, value)`."""

    def replace_link(link: re.Match[str]) -> str:
        value = rewrite(link[1].lower(), entities.unescape(link[2][1:-1]))
        return f'{link[1]}="{entities.escape(value)}"'

    return _TAG.sub(lambda tag: _LINK.sub(replace_link, tag[0]), html)


def embed_images(html: str, media: Callable[[str], bytes | None]) -> str:
    """Replace each picture's address by a data: URI; an unknown one is left empty."""

    def embed(name: str, link: str) -> str:
        if name != "src" or link.startswith("data:"):
            return link
        kind = IMAGE_TYPES.get(posixpath.splitext(link)[1].lower())
        content = media(link)
        if kind is None or content is None:
            return ""
        return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"

    return rewrite_links(html, embed)


@cache
def _fragments() -> Markdown:
    settings = {name: dict(values) for name, values in EXTENSION_SETTINGS.items()}
    return Markdown(
        extensions=list(EXTENSIONS),
        extension_configs={name: settings[name] for name in EXTENSIONS if name in settings},
    )


@cache
def _lines() -> Markdown:
    """Only what can stand inside a line: no lists, headings, tables or quotes."""
    markdown = Markdown(extensions=["attr_list"])
    for block in _BLOCKS:
        markdown.parser.blockprocessors.deregister(block)
    return markdown
