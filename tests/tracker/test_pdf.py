"""The certificate's PDF: what is printed, byte for byte the same, names never as markup."""

from __future__ import annotations

import io
import json

import pypdf
import pytest
import typst

from tracker import pdf
from tracker.credentials import DISCLAIMER

LONG_NAME = "阿不都热西提·" * 7 + "阿"


def make_fields(name="陈爱达", latin="Chen Aida", **changes):
    fields = {
        "type": {"id": "completion", "zh": "培训结业证书", "en": "Certificate of Completion"},
        "number": "DEMO-2026-000007-U",
        "code": "7Q2M4K9XT0ABCDEF",
        "code_in_groups": "7Q2M-4K9X-T0AB-CDEF",
        "verify_url": "https://courses.example.org/verify/7Q2M4K9XT0ABCDEF",
        "verify_url_shown": "https://courses.example.org/verify/",
        "issuer": {"id": "demo", "name": {"zh": "示范总工会", "en": "Demo Federation"}},
        "training_provider": {"zh": "示范学习中心", "en": "Demo Study Centre"},
        "employer": {"zh": "示范机械厂", "en": "Demo Machine Works"},
        "name": {"zh": name, "latin": latin},
        "achievement": {"title": {"zh": "安全用电培训", "en": "Electrical Safety Training"}},
        "course": {
            "title": {"zh": "安全用电", "en": "Electrical safety"},
            "class_hours": 1.5,
            "minutes": 42,
        },
        "result": {"percent": 80},
        "started_on": "2026-11-01",
        "completed_on": "2026-11-20",
        "issued_on": "2026-11-23",
        "issued_at": "2026-11-23T04:05:06+00:00",
        "valid_until": "2029-11-23",
        "disclaimer": DISCLAIMER,
    }
    return fields | changes


def render(**changes):
    return pdf.render_certificate(make_fields(**changes), template_version=1)


def read_text(data):
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    assert len(pages) == 1
    return pages[0].extract_text()


def test_every_printed_field_can_be_read_back():
    words = read_text(render()).replace(" ", "")
    for printed in (
        "培训结业证书",
        "Certificate of Completion",
        "陈爱达",
        "Chen Aida",
        "DEMO-2026-000007-U",
        "7Q2M-4K9X-T0AB-CDEF",
        "示范总工会",
        "示范学习中心",
        "示范机械厂",
        "Electrical Safety Training",
        "安全用电培训",
        "1.5 课时",
        "80 of 100, passed",
        "2026-11-01 – 2026-11-20",
        "2026-11-23",
        "2029-11-23",
        DISCLAIMER["zh"],
        "It is not a diploma",
    ):
        assert printed.replace(" ", "") in words


def test_without_an_assessment_nothing_is_said_to_be_passed():
    words = read_text(render(result=None, valid_until=None))
    assert "passed" not in words
    assert "考核合格" not in words
    assert "No end date" in words


def test_the_same_fields_give_the_same_bytes():
    frozen = json.loads(json.dumps(make_fields()))
    assert render() == pdf.render_certificate(frozen, template_version=1)


def test_a_time_of_issue_is_printed_to_the_second_however_precise_the_clock():
    precise = render(issued_at="2026-11-23T12:00:00.123456+00:00")
    assert precise == render(issued_at="2026-11-23T12:00:00.654321+00:00")


def test_the_file_says_what_it_is_for_archives_and_screen_readers():
    reader = pypdf.PdfReader(io.BytesIO(render()))
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert reader.trailer["/Root"]["/Lang"].lower().startswith("zh")
    assert reader.metadata.title == "培训结业证书 DEMO-2026-000007-U"
    assert reader.metadata.author == "示范总工会"
    assert reader.metadata.creation_date.isoformat() == "2026-11-23T04:05:06+00:00"


def test_the_page_links_to_the_verify_page():
    page = pypdf.PdfReader(io.BytesIO(render())).pages[0]
    links = {note.get_object()["/A"]["/URI"] for note in page["/Annots"]}
    assert links == {"https://courses.example.org/verify/7Q2M4K9XT0ABCDEF"}


@pytest.mark.parametrize(
    "name",
    [
        "买买提·吐尔逊",
        "张䶮",
        '#panic("x") *强* $y$ @z <label> \\ "',
        "// 注释 /* */ [块]",
        "=标题",
        "- 项 + 项 / 项: 义",
    ],
)
def test_a_name_is_printed_as_it_is_written(name):
    assert pdf.missing_glyphs(name) == ()
    words = read_text(render(name=name, latin=""))
    assert name.replace(" ", "") in words.replace(" ", "")


def test_a_name_of_fifty_characters_stays_on_the_page():
    assert len(LONG_NAME) == 50
    assert LONG_NAME in read_text(render(name=LONG_NAME, latin="Abdurashid " * 9))


def test_long_titles_and_organisations_stay_on_one_page():
    long = {"zh": "示范省示范市新型产业工人培养和发展助力计划" * 3, "en": "Very long name " * 10}
    read_text(
        render(
            name=LONG_NAME,
            employer=long,
            training_provider=long,
            issuer={"id": "demo", "name": long},
            achievement={"title": long},
            course={"title": long, "class_hours": 120.5, "minutes": 5422},
        )
    )


def test_a_character_without_glyph_is_named_before_and_refused_at_printing():
    name = "王𠮷𠮷"
    assert pdf.missing_glyphs(name) == ("𠮷",)
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        render(name=name)


def test_spaces_and_latin_letters_with_marks_have_glyphs():
    assert pdf.missing_glyphs("Lǚ Nguyễn\u3000O’Neill ·") == ()
