"""Coursesite generator: folders of Markdown in, a static site and two contract files out."""
