"""coursetracker as an operator meets it: what it prints, how it ends, never a traceback."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.tracker.builders import make_files
from tracker import cli
from tracker.db.models import Learner, Organisation, Staff
from tracker.db.session import Database, make_engine
from tracker.web import auth

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def environment(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A migrated database and a folder, as the environment tells."""
    monkeypatch.setenv("COURSETRACKER_DATABASE_URL", database_url)
    monkeypatch.setenv("COURSETRACKER_SECRET_KEY_FILE", str(tmp_path / "key"))
    monkeypatch.delenv("COURSETRACKER_SECRET_KEY", raising=False)
    return tmp_path


def write_files(folder: Path) -> list[str]:
    paths = []
    for name, file in zip(("catalog", "answer_key"), make_files(), strict=True):
        path = folder / f"{name}.json"
        path.write_text(file.model_dump_json(), encoding="utf-8")
        paths.append(str(path))
    return paths


def test_a_catalog_is_imported_and_imported_again(environment: Path, capsys: Capture) -> None:
    files = write_files(environment)
    assert cli.main(["catalog", "import", *files]) == 0
    assert cli.main(["catalog", "import", *files]) == 0
    assert capsys.readouterr().out == "new: electrical-safety\nunchanged: electrical-safety\n"


def test_upgrading_twice_is_fine(environment: Path, capsys: Capture) -> None:
    assert environment
    assert cli.main(["db", "upgrade"]) == 0
    assert capsys.readouterr().out == "The database is up to date.\n"


def test_people_are_added_with_secrets_shown_once(
    environment: Path, capsys: Capture, database: Database
) -> None:
    assert environment
    organisation = ["organisation", "add", "--name-zh", "甲", "--name-en", "A"]
    assert cli.main([*organisation, "--code", "fed", "--kind", "federation"]) == 0
    assert cli.main([*organisation, "--code", "a", "--kind", "enterprise", "--parent", "FED"]) == 0
    learner = ["learner", "add", "--organisation", "a", "--number", "7", "--name", "陈艾达"]
    assert cli.main(learner) == 0
    staff = ["staff", "add", "--organisation", "A", "--name", "Grace", "--role", "issuer"]
    assert cli.main([*staff, "--email", "grace@a.example"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Added FED.", "Added A."]
    assert lines[2].startswith("First PIN, shown only now: ")
    assert lines[3].startswith("Password, shown only now: ")
    with database.read() as session:
        child = session.scalars(select(Organisation).where(Organisation.code == "A")).one()
        assert child.parent is not None
        assert child.parent.code == "FED"
        assert session.scalars(select(Learner)).one().pin_must_change
        assert session.scalars(select(Staff)).one().email == "grace@a.example"


def test_refusals_are_sentences(environment: Path, capsys: Capture) -> None:
    assert environment
    learner = ["learner", "add", "--organisation", "x", "--number", "7", "--name", "陈艾达"]
    assert cli.main(learner) == 1
    said = capsys.readouterr().err
    assert said == 'coursetracker: there is no organisation with the code "x"\n'


def test_a_missing_file_is_named(environment: Path, capsys: Capture) -> None:
    missing = str(environment / "none.json")
    assert cli.main(["catalog", "import", missing, missing]) == 1
    assert capsys.readouterr().err == f"coursetracker: {missing}: No such file or directory\n"


def test_a_broken_file_is_explained(environment: Path, capsys: Capture) -> None:
    files = write_files(environment)
    Path(files[0]).write_bytes(b"\xff\xfe{")
    assert cli.main(["catalog", "import", *files]) == 1
    Path(files[0]).write_text("{", encoding="utf-8")
    assert cli.main(["catalog", "import", *files]) == 1
    said = capsys.readouterr().err
    assert "no text in UTF-8" in said
    assert "no JSON" in said


@pytest.mark.parametrize("wrong", ["x", "mysql://h/d", "sqlite://"])
def test_a_wrong_address_of_the_database_is_misuse(
    wrong: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSETRACKER_DATABASE_URL", wrong)
    assert cli.main(["db", "upgrade"]) == 2
    assert capsys.readouterr().err.startswith("coursetracker: COURSETRACKER_DATABASE_URL: ")


def test_a_database_that_does_not_answer_is_a_problem(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSETRACKER_DATABASE_URL", "postgresql://u:hush@127.0.0.1:1/d")
    assert cli.main(["db", "upgrade"]) == 1
    said = capsys.readouterr().err
    assert "does not answer" in said
    assert "hush" not in said


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["catalog", "import"], ["serve", "--port", "0"], ["staff", "add"]]
)
def test_misuse_ends_with_two(arguments: list[str], capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_an_old_schema_is_not_served(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSETRACKER_DATABASE_URL", f"sqlite:///{tmp_path}/empty.sqlite3")
    assert cli.main(["serve"]) == 1
    assert "run coursetracker db upgrade" in capsys.readouterr().err


def test_a_new_sqlite_file_is_its_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "deep" / "new.sqlite3"
    monkeypatch.setenv("COURSETRACKER_DATABASE_URL", f"sqlite:///{file}")
    assert cli.main(["db", "upgrade"]) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_port_in_use_is_a_sentence(environment: Path, capsys: Capture) -> None:
    assert environment
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert cli.main(["serve", "--port", str(port)]) == 1
    assert f"cannot listen at 127.0.0.1:{port}" in capsys.readouterr().err


def test_a_site_that_is_not_built_is_a_sentence(
    environment: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSETRACKER_SITE_DIR", str(environment / "none"))
    assert cli.main(["serve", "--port", str(find_port())]) == 1
    assert "run coursesite build" in capsys.readouterr().err


def find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def test_the_server_serves_until_it_is_interrupted(environment: Path) -> None:
    port = find_port()
    command = [sys.executable, "-c", "from tracker.cli import main; raise SystemExit(main())"]
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ),
    )
    try:
        assert server.stdout is not None
        address = f"http://127.0.0.1:{port}"
        assert server.stdout.readline() == f"Serving on {address} (Ctrl-C stops)\n"
        with urllib.request.urlopen(f"{address}/api/v1/session", timeout=20) as answer:
            assert answer.status == 200
    finally:
        server.send_signal(signal.SIGINT)
        rest, errors = server.communicate(timeout=30)
    assert (server.returncode, rest, errors) == (0, "Stopped.\n", "")
    assert stat.S_IMODE((environment / "key").stat().st_mode) == 0o600


def read_sign_ins(file: Path) -> list[list[str]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if "\t" in line]


def test_the_demo_is_made_once_and_printed_again(
    environment: Path, capsys: Capture, database: Database
) -> None:
    file = environment / "secret" / "sign-ins.txt"
    command = ["demo", "seed", "--sign-ins", str(file)]
    assert cli.main(command) == 0
    first = capsys.readouterr().out
    assert cli.main(command) == 0
    assert capsys.readouterr().out == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text(encoding="utf-8") in first
    with database.read() as session:
        names = set(session.scalars(select(Learner.name)))
        assert session.scalar(select(func.count()).select_from(Staff)) == 3
    assert "买买提·艾力" in names
    assert any(ord(character) > 0xFFFF for name in names for character in name)


def test_the_printed_sign_ins_sign_in(
    environment: Path, database_url: str, capsys: Capture
) -> None:
    from tracker.app import create_app
    from tracker.settings import Settings

    file = environment / "sign-ins.txt"
    cli.main(["demo", "seed", "--sign-ins", str(file)])
    assert capsys.readouterr().out
    app = create_app(Settings(database_url=database_url, secret_key="k" * 32))
    rows = [row for row in read_sign_ins(file) if row[0] not in {"organisation", "e-mail"}]
    learners, staff = rows[:-3], rows[-3:]
    assert len(learners) == 8
    with app.test_request_context():
        for organisation, number, pin, name in learners:
            learner = auth.sign_in_learner(
                organisation_code=organisation, employee_number=number, pin=pin
            )
            assert learner.must_change_pin
            assert learner.name in name
        for email, password, role, _ in staff:
            assert auth.sign_in_staff(email=email, password=password).role == role
    app.extensions["database"].close()


def test_a_demo_without_its_file_says_so(environment: Path, capsys: Capture) -> None:
    file = environment / "sign-ins.txt"
    command = ["demo", "seed", "--sign-ins", str(file)]
    cli.main(command)
    file.unlink()
    assert cli.main(command) == 1
    assert "is gone" in capsys.readouterr().err


def test_a_demo_whose_secrets_cannot_be_kept_is_not_made(
    environment: Path, capsys: Capture, database: Database
) -> None:
    (environment / "file").write_text("", encoding="utf-8")
    assert cli.main(["demo", "seed", "--sign-ins", str(environment / "file" / "x")]) == 1
    assert capsys.readouterr().err
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Organisation)) == 0


def test_a_database_of_a_newer_program_is_left_alone(
    migrated_sqlite: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(shutil.copy(migrated_sqlite, tmp_path / "newer.sqlite3"))
    monkeypatch.setenv("COURSETRACKER_DATABASE_URL", f"sqlite:///{file}")
    engine = make_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    assert cli.main(["db", "upgrade"]) == 1
    assert "newer version" in capsys.readouterr().err
