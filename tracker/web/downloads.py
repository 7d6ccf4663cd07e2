"""A certificate's PDF as an answer."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import current_app, make_response

from tracker import pdf

if TYPE_CHECKING:
    from flask import Response

    from tracker.db.certificates import CertificateRecord


def send_pdf(record: CertificateRecord) -> Response:
    """The PDF, made again from the frozen fields; a difference to the issued one is logged."""
    page = pdf.render_certificate(record.fields, template_version=record.template_version)
    if hashlib.sha256(page).hexdigest() != record.pdf_sha256:
        current_app.logger.error(
            "the PDF of %s is no longer the one issued: Typst, the font or the template changed",
            record.number,
        )
    response = make_response(page)
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{record.number}.pdf"'
    return response
