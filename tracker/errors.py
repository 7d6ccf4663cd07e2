"""The one kind of refusal: what a caller may be told, with a code that decides the HTTP status.

Bugs are other exceptions and are caught nowhere. The words a person reads are chosen in `web`, by
`reason`; `message` is English, for logs and machines.
"""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """Why a request was refused."""

    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    TOO_MANY = "too_many"


class TrackerError(Exception):
    """A refused request.

    `reason` is a stable lower-case word such as "cool_down"; `details` holds JSON values that
    explain it, such as {"until": "2026-11-23T12:30:00Z"}.
    """

    def __init__(self, code: ErrorCode, reason: str, message: str, **details: object) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
