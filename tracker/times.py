"""How times are written for machines."""

from __future__ import annotations

import datetime as dt


def format_utc(time: dt.datetime) -> str:
    """RFC 3339 in UTC, such as 2026-11-23T12:30:00Z."""
    return time.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
