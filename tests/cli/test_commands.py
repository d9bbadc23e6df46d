"""The command line: what it prints, what it answers to mistakes, and how it exits."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def academy(
    data: Path, *arguments: str, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "academy_app", *arguments],
        cwd=ROOT,
        env={**os.environ, "ACADEMY_DATA_DIR": str(data), "NO_COLOR": "1", **environment},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def roles(data: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(data / "academy.db")
    found = connection.execute("SELECT email, role FROM member").fetchall()
    connection.close()
    return found


def test_help_lists_the_commands(tmp_path: Path) -> None:
    shown = academy(tmp_path, "--help").stdout
    for command in ("serve", "build", "migrate", "create-admin", "import", "backup", "restore"):
        assert f" {command} " in shown


def test_migrate_makes_the_database_and_may_be_repeated(tmp_path: Path) -> None:
    for _ in range(2):
        finished = academy(tmp_path / "new", "migrate")
        assert finished.returncode == 0, finished.stderr
    assert roles(tmp_path / "new") == []


def test_create_admin_reads_the_password_from_standard_input(tmp_path: Path) -> None:
    finished = academy(
        tmp_path, "create-admin", "--email", "Ada@example.org", "--password-stdin",
        stdin="correct horse battery staple\n",
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr
    assert roles(tmp_path) == [("ada@example.org", "ADMIN")]
    assert "correct horse" not in finished.stdout + finished.stderr


@pytest.mark.parametrize(
    ("email", "password"),
    [("no address", "correct horse battery staple"), ("ada@example.org", "short")],
)
def test_create_admin_explains_a_refusal(tmp_path: Path, email: str, password: str) -> None:
    finished = academy(
        tmp_path, "create-admin", "--email", email, "--password-stdin", stdin=password
    )
    assert finished.returncode == 1
    assert "Traceback" not in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1
    assert roles(tmp_path) == []


def test_a_claim_link_is_for_placeholders_alone(tmp_path: Path) -> None:
    academy(
        tmp_path, "create-admin", "--email", "ada@example.org", "--password-stdin",
        stdin="correct horse battery staple\n",
    )  # fmt: skip
    with sqlite3.connect(tmp_path / "academy.db") as database:
        database.executemany(
            "INSERT INTO member (id, name, role, bio, picture, is_active, is_placeholder,"
            " created_at) VALUES (?, ?, 'USER', '', '', 1, 1, '2024-01-01 00:00:00')",
            [(7, "Bob"), (8, "Cleo")],
        )
    made = academy(tmp_path, "claim-link", "7", "bob@example.org")
    assert made.returncode == 0, made.stderr
    assert "/invitation#" in made.stdout
    for member_id, options in (("1", ()), ("9", ()), ("8", ("--give",))):
        refused = academy(tmp_path, "claim-link", member_id, "new@example.org", *options)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert len(refused.stderr.strip().splitlines()) == 1
    given = academy(tmp_path, "claim-link", "8", "ada@example.org", "--give")
    assert given.returncode == 0, given.stderr
    assert len(roles(tmp_path)) == 2


def test_a_default_secret_is_refused_in_production(tmp_path: Path) -> None:
    finished = academy(tmp_path, "migrate", ACADEMY_ENV="production")
    assert finished.returncode == 1
    assert finished.stderr.startswith("ACADEMY_SECRET_KEY must be set")


def test_a_wrong_setting_is_named(tmp_path: Path) -> None:
    finished = academy(tmp_path, "migrate", ACADEMY_SESSION_DAYS="soon")
    assert finished.returncode == 1
    assert finished.stderr.startswith("ACADEMY_SESSION_DAYS: ")


def test_settings_hide_secrets(tmp_path: Path) -> None:
    shown = academy(tmp_path, "settings", ACADEMY_SMTP_PASSWORD="hunter2-hunter2").stdout
    assert "hunter2" not in shown
    assert "ACADEMY_SMTP_PASSWORD" in shown


def test_backup_and_restore(tmp_path: Path) -> None:
    academy(tmp_path / "old", "migrate")
    archive = str(tmp_path / "academy.tar.gz")
    assert academy(tmp_path / "old", "backup", "--to", archive).returncode == 0
    assert academy(tmp_path / "new", "restore", "--from", archive).returncode == 0
    assert roles(tmp_path / "new") == []
    again = academy(tmp_path / "new", "restore", "--from", archive)
    assert again.returncode == 1
    assert "Traceback" not in again.stderr


def test_a_taken_port_is_told_before_anything_is_built(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        finished = academy(tmp_path, "serve", "--port", port)
    assert finished.returncode == 1
    assert f"127.0.0.1:{port}" in finished.stderr
    assert not (tmp_path / "academy.db").exists()


def test_an_unknown_command_exits_with_2(tmp_path: Path) -> None:
    assert academy(tmp_path, "fly").returncode == 2
