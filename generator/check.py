"""Rules over the whole site, pure: what no single file can show."""

from generator.course import Site
from generator.load import Loaded
from generator.problems import Problem


def check_site(loaded: Loaded) -> tuple[Problem, ...]:
    """Everything that is wrong with the site as a whole.

    The problems met in reading are in `loaded.problems` and not repeated here.
    """
    return () if loaded.site is None else _check(loaded.site)


def _check(site: Site) -> tuple[Problem, ...]:
    return ()
