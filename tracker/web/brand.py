"""The site's name on the tracker's pages: the title that was published with the courses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g
from sqlalchemy.exc import SQLAlchemyError

from tracker.db.published import find_site
from tracker.web.context import get_database
from tracker.web.i18n import gettext, in_language

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Give templates `site_title()`."""
    app.jinja_env.globals["site_title"] = site_title


def site_title() -> str:
    """The published title in the page's language; a plain name before anything is published."""
    if "site_titles" not in g:
        g.site_titles = _load_titles()
    return in_language(g.site_titles) or gettext("Courses")


def _load_titles() -> dict[str, str]:
    try:
        with get_database().read() as session:
            site = find_site(session)
    except SQLAlchemyError:
        # The page that says the database is out of reach needs a name too.
        return {}
    return {} if site is None else dict(site.title)
