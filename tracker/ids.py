"""New random ids: the only ids that leave the server."""

from __future__ import annotations

import secrets


def new_public_id() -> str:
    """32 hexadecimal characters, 128 random bits."""
    return secrets.token_hex(16)
