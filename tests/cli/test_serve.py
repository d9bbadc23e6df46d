"""`serve` from a checkout to a site, and back."""

from pathlib import Path

import httpx
import pytest

from academy_app.cli import front_end
from tests.site import serving


@pytest.fixture(autouse=True)
def _built() -> None:
    front_end.ensure()


def test_everything_comes_from_one_port(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "--no-build", "--no-demo") as site:
        page = httpx.get(f"{site.address}/sign-in")
        assert page.status_code == 200
        assert "text/html" in page.headers["content-type"]
        assert httpx.get(f"{site.address}/api/lms/courses").status_code == 401
        assert httpx.get(f"{site.address}/locales/en.json").json()["app.skip"]
        assert site.first_admin_link.startswith(site.address)
        assert (site.data / "academy.db").is_file()
        site.process.terminate()
        assert site.process.wait(timeout=20) == 0


def test_a_site_with_an_admin_prints_no_link(tmp_path: Path) -> None:
    for expected in (True, False):
        with serving(tmp_path / "data", "--no-build", "--no-demo") as site:
            assert ("Become the first" in site.log) is expected
            site.command(
                "create-admin", "--email", "ada@example.org", "--password-stdin",
                stdin="correct horse battery staple\n",
            )  # fmt: skip


def test_the_bundle_names_no_port() -> None:
    chunks = [path.read_text("utf-8") for path in front_end.STATIC.rglob("*.js")]
    assert any("location.origin" in chunk for chunk in chunks)
    assert not any("same-origin.invalid" in chunk or "localhost:8000" in chunk for chunk in chunks)
