"""coursetracker: what an operator types. The only printer; exits 0 fine, 1 problems, 2 misuse."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import getpass
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError, OperationalError

from tracker import catalog, demo, passwords, serving
from tracker.db import migrate
from tracker.db.models import OrganisationKind, StaffRole
from tracker.db.session import Database, make_engine
from tracker.errors import TrackerError
from tracker.ids import new_public_id
from tracker.services import audit, catalogs, people
from tracker.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracker.services.catalogs import ImportSummary


class CommandProblem(Exception):  # noqa: N818 (what a command could not do, not a bug)
    """Why a command stops, in plain words."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; problems go to standard error without a traceback."""
    options = _make_parser().parse_args(arguments)
    try:
        settings = load_settings()
        return int(options.run(settings, options) or 0)
    except SettingsError as error:
        return _complain(*error.problems, status=2)
    except (CommandProblem, TrackerError, demo.DemoError, serving.ServingError) as error:
        return _complain(str(error))
    except OSError as error:
        return _complain(f"{error.filename or 'file'}: {error.strerror}")
    except DBAPIError as error:
        words = str(error.orig).strip().splitlines() or ["no reason given"]
        kind = "does not answer" if isinstance(error, OperationalError) else "refuses"
        return _complain(f"the database {kind}: {words[0]}")


def _complain(*problems: str, status: int = 1) -> int:
    for problem in problems:
        print(f"coursetracker: {problem}", file=sys.stderr)
    return status


@contextlib.contextmanager
def _open_database(settings: Settings) -> Iterator[Database]:
    """The database, if its schema is this program's; closed at the end."""
    database = Database(make_engine(settings.database_url))
    try:
        if not migrate.is_current(database.engine):
            raise CommandProblem(
                "the database's schema is not up to date: run coursetracker db upgrade"
            )
        yield database
    finally:
        database.close()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _upgrade(settings: Settings, _options: argparse.Namespace) -> None:
    engine = make_engine(settings.database_url)
    try:
        migrate.upgrade(engine)
    except CommandError:
        raise CommandProblem("the database was made by a newer version of this program") from None
    finally:
        engine.dispose()
    print("The database is up to date.")


def _serve(settings: Settings, options: argparse.Namespace) -> None:
    with _open_database(settings):
        settings.create_secret_key_file()
        settings.read_secret_key()
    serving.serve(settings, host=options.host, port=options.port, report=_report)


def _report(text: str) -> None:
    print(text, flush=True)


def _import_catalog(settings: Settings, options: argparse.Namespace) -> None:
    public = catalog.parse_catalog(_read(options.catalog))
    key = catalog.parse_answer_key(_read(options.answer_key))
    with _open_database(settings) as database, database.write() as session:
        summary = catalogs.import_catalog(session, public, key, _now())
    _print_summary(summary)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise CommandProblem(f"{path}: no text in UTF-8") from None


def _print_summary(summary: ImportSummary) -> None:
    for word in ("new", "changed", "unchanged", "retired"):
        names: list[str] = getattr(summary, word)
        if names:
            print(f"{word}: {', '.join(names)}")
    for course_id, attempts in summary.attempts_touched.items():
        print(f"{course_id}: the key changed; {len(attempts)} attempts keep the score they had:")
        for attempt in attempts:
            print(f"  {attempt}")


def _add_organisation(settings: Settings, options: argparse.Namespace) -> None:
    with _open_database(settings) as database, database.write() as session:
        parent = people.get_organisation(session, options.parent) if options.parent else None
        organisation = people.add_organisation(
            session,
            code=options.code,
            kind=OrganisationKind(options.kind),
            name_zh=options.name_zh,
            name_en=options.name_en,
            parent=parent,
            actor=audit.SYSTEM,
            now=_now(),
            new_id=new_public_id,
        )
        print(f"Added {organisation.code}.")


def _add_learner(settings: Settings, options: argparse.Namespace) -> None:
    pin = passwords.make_pin(secrets.SystemRandom(), (options.number,))
    pin_hash = passwords.hash_secret(pin)
    with _open_database(settings) as database, database.write() as session:
        people.add_learner(
            session,
            organisation=people.get_organisation(session, options.organisation),
            employee_number=options.number,
            name=options.name,
            name_latin=options.name_latin,
            pin_hash=pin_hash,
            actor=audit.SYSTEM,
            now=_now(),
            new_id=new_public_id,
        )
    print(f"First PIN, shown only now: {pin}")


def _add_staff(settings: Settings, options: argparse.Namespace) -> None:
    password = _ask_password() if options.ask_password else None
    made = password or passwords.make_password(secrets.SystemRandom())
    password_hash = passwords.hash_secret(made)
    with _open_database(settings) as database, database.write() as session:
        people.add_staff(
            session,
            organisation=people.get_organisation(session, options.organisation),
            email=options.email,
            name=options.name,
            role=StaffRole(options.role),
            password_hash=password_hash,
            actor=audit.SYSTEM,
            now=_now(),
            new_id=new_public_id,
        )
    print("Added." if password else f"Password, shown only now: {made}")


def _ask_password() -> str:
    password = getpass.getpass("Password: ")
    weakness = passwords.find_password_weakness(password)
    if weakness is not None:
        least = passwords.PASSWORD_LENGTH
        raise CommandProblem(f"the password is {weakness.replace('_', ' ')}: {least} or more")
    if getpass.getpass("Again: ") != password:
        raise CommandProblem("the two passwords differ")
    return password


def _seed_demo(settings: Settings, options: argparse.Namespace) -> None:
    with _open_database(settings) as database:
        text = demo.seed(
            database,
            options.sign_ins,
            now=_now(),
            rng=secrets.SystemRandom(),
            new_id=new_public_id,
        )
    print(text, end="")
    print(f"(kept in {options.sign_ins})")


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="coursetracker",
        description="Records who studied and passed what, and serves the courses' site. "
        "Settings come from the environment: COURSETRACKER_DATABASE_URL and others.",
    )
    commands = parser.add_subparsers(required=True, metavar="command")
    serve = commands.add_parser("serve", help="serve site and tracker until Ctrl-C")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen at (%(default)s)")
    serve.add_argument("--port", type=_port, default=8000, help="port (%(default)s)")
    serve.set_defaults(run=_serve)
    upgrade = _add_group(commands, "db", "the database").add_parser(
        "upgrade", help="bring the schema up to date"
    )
    upgrade.set_defaults(run=_upgrade)
    imported = _add_group(commands, "catalog", "what is published").add_parser(
        "import", help="publish what coursesite built"
    )
    imported.add_argument("catalog", type=Path, help="such as build/site/catalog.json")
    imported.add_argument("answer_key", type=Path, help="such as build/private/answer_key.json")
    imported.set_defaults(run=_import_catalog)
    _add_people(commands)
    seed = _add_group(commands, "demo", "a small federation to try").add_parser(
        "seed", help="make it, or print its sign-ins again"
    )
    seed.add_argument("--sign-ins", type=Path, required=True, help="file that keeps the sign-ins")
    seed.set_defaults(run=_seed_demo)
    return parser


def _add_people(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    organisation = _add_group(commands, "organisation", "organisations").add_parser("add")
    organisation.add_argument("--code", required=True, help="what people type to sign in")
    organisation.add_argument("--kind", required=True, choices=[*OrganisationKind])
    organisation.add_argument("--name-zh", required=True)
    organisation.add_argument("--name-en", required=True)
    organisation.add_argument("--parent", metavar="CODE", help="the organisation above")
    organisation.set_defaults(run=_add_organisation)
    learner = _add_group(commands, "learner", "learners").add_parser("add")
    learner.add_argument("--organisation", required=True, metavar="CODE")
    learner.add_argument("--number", required=True, help="employee number")
    learner.add_argument("--name", required=True)
    learner.add_argument("--name-latin", default="", help="the name in Latin letters")
    learner.set_defaults(run=_add_learner)
    staff = _add_group(commands, "staff", "staff").add_parser("add")
    staff.add_argument("--organisation", required=True, metavar="CODE")
    staff.add_argument("--email", required=True)
    staff.add_argument("--name", required=True)
    staff.add_argument("--role", required=True, choices=[*StaffRole])
    staff.add_argument("--ask-password", action="store_true", help="type it; otherwise one is made")
    staff.set_defaults(run=_add_staff)


def _add_group(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, words: str
) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    group = commands.add_parser(name, help=words)
    return group.add_subparsers(required=True, metavar="command")


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise argparse.ArgumentTypeError(f'"{text}" is no port: write a number from 1 to 65535')
    return int(text)
