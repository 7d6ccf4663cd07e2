"""Coursesite tracker: the ledger of progress, attempts and certificates."""
