"""axe-core over a part of a page: its violations, short enough to read."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_AXE = Axe()


def find_violations(page: Page, part: str) -> list[str]:
    """Rule and place of each violation in the elements that match the selector `part`."""
    results = _AXE.run(page, context=part)
    return [
        f"{violation['id']}: {node['html'][:120]} ({node['failureSummary']})"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]
