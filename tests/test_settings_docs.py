"""docs/settings.md says what the code says: every setting, its default, its meaning."""

from pathlib import Path

from academy_app.cli.settings_table import markdown, variable
from academy_app.core.settings import Settings

DOCS = Path(__file__).resolve().parents[1] / "docs" / "settings.md"


def test_the_table_is_the_one_of_the_code() -> None:
    written = [line for line in DOCS.read_text("utf-8").splitlines() if line.startswith("|")]
    assert "\n".join(written) == markdown()


def test_every_setting_is_explained() -> None:
    silent = [variable(name) for name, it in Settings.model_fields.items() if not it.description]
    assert silent == []
