"""Settings: typed, from the environment, all problems at once, in plain words."""

from pathlib import Path

import pytest

from tracker.settings import Settings, SettingsError, load_settings

KEY = "k" * 32


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"COURSETRACKER_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_an_environment_everything_is_local() -> None:
    settings = load_settings()
    assert settings.database_url == "sqlite:///var/coursesite.sqlite3"
    assert settings.site_dir is None
    assert not settings.is_https


def test_all_problems_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSETRACKER_DATABASE_URL", "mysql://x/y")
    monkeypatch.setenv("COURSETRACKER_SECRET_KEY", "short")
    monkeypatch.setenv("COURSETRACKER_PUBLIC_URL", "learn.example")
    monkeypatch.setenv("COURSETRACKER_TRUSTED_PROXIES", "many")
    with pytest.raises(SettingsError) as refusal:
        load_settings()
    assert [problem.partition(":")[0] for problem in refusal.value.problems] == [
        "COURSETRACKER_DATABASE_URL",
        "COURSETRACKER_SECRET_KEY",
        "COURSETRACKER_PUBLIC_URL",
        "COURSETRACKER_TRUSTED_PROXIES",
    ]
    assert "short" not in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "understood"),
    [
        ("sqlite:////srv/x.sqlite3", "sqlite:////srv/x.sqlite3"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
    ],
)
def test_addresses_of_databases_are_understood(given: str, understood: str) -> None:
    assert Settings(database_url=given).database_url == understood


@pytest.mark.parametrize("given", ["", "x", "sqlite://", "sqlite:///:memory:", "oracle://h/d"])
def test_other_databases_are_refused(given: str) -> None:
    with pytest.raises(ValueError, match="database_url"):
        Settings(database_url=given)


def test_the_key_of_the_environment_wins(tmp_path: Path) -> None:
    settings = Settings(secret_key=KEY, secret_key_file=tmp_path / "none")
    assert settings.read_secret_key() == KEY
    assert KEY not in repr(settings)


def test_without_a_key_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no secret key"):
        Settings(secret_key_file=tmp_path / "none").read_secret_key()


def test_a_made_key_file_is_private_and_kept(tmp_path: Path) -> None:
    settings = Settings(secret_key_file=tmp_path / "deep" / "key")
    settings.create_secret_key_file()
    assert settings.secret_key_file.stat().st_mode & 0o777 == 0o600
    key = settings.read_secret_key()
    settings.create_secret_key_file()
    assert settings.read_secret_key() == key
    assert len(key) == 64


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_key_file_that_others_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "key"
    file.write_text(KEY, encoding="utf-8")
    file.chmod(mode)
    with pytest.raises(SettingsError, match="chmod 600"):
        Settings(secret_key_file=file).read_secret_key()


def test_a_short_key_in_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("short", encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(SettingsError, match="at least 32"):
        Settings(secret_key_file=file).read_secret_key()
