"""Write the golden files again from `project/`, after the contract was changed on purpose."""

from pathlib import Path

from generator.catalog import build_answer_key, build_catalog, to_json
from generator.load import load_site

HERE = Path(__file__).parent


def main() -> None:
    """Write both files."""
    project = HERE / "project"
    site = load_site(project).site
    if site is None:
        raise SystemExit("the fixture course cannot be read")
    (HERE / "golden").mkdir(exist_ok=True)
    (HERE / "golden/catalog.json").write_text(to_json(build_catalog(site)), encoding="utf-8")
    key = build_answer_key(site, lambda path: (project / path).read_bytes())
    (HERE / "golden/answer_key.json").write_text(to_json(key), encoding="utf-8")


if __name__ == "__main__":
    main()
