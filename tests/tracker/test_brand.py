"""The tracker's pages bear the published site's name."""

from flask import Flask

from tests.tracker.builders import Cast, both


def test_pages_are_headed_with_the_published_title_in_their_language(
    app: Flask,
    cast: Cast,  # noqa: ARG001 (published with it)
) -> None:
    client = app.test_client()
    for language in ("zh", "en"):
        page = client.get(f"/verify/?lang={language}").get_data(as_text=True)
        assert page.count(both("site")[language]) == 2


def test_before_anything_is_published_the_pages_have_a_plain_name(app: Flask) -> None:
    page = app.test_client().get("/verify/?lang=en").get_data(as_text=True)
    assert "· Courses</title>" in page
