"""Everything a deployment can set. The only reader of the environment.

Each field is an environment variable `ACADEMY_<NAME>`; docs/settings.md lists them and a
test holds the two together.
"""

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEVELOPMENT_SECRET = "development-only-secret-do-not-use-in-production"

Words = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ACADEMY_", extra="ignore")

    env: Literal["development", "production"] = Field(
        "development", description="production refuses to start with a default secret"
    )
    secret_key: str = Field(
        DEVELOPMENT_SECRET, description="signs access tokens; 32 characters or more"
    )
    site_name: str = Field("Academy", description="shown in titles and mail")
    base_url: str = Field(
        "http://localhost:3000", description="the address people type, for links in mail"
    )
    data_dir: Path = Field(Path(".data"), description="database, uploads and logs live here")
    database_url: str = Field("", description="empty: SQLite in the data directory")
    redis_url: str = Field("", description="needed for more than one worker")
    sign_up: Literal["open", "invitation", "closed"] = Field(
        "open", description="who may make an account"
    )
    session_days: int = Field(30, ge=1, le=365, description="how long a sign-in lasts")
    access_token_minutes: int = Field(15, ge=1, le=1440, description="life of an API token")
    trust_proxy: bool = Field(
        False, description="believe X-Forwarded-For and -Proto; only behind your own proxy"
    )
    smtp_host: str = Field("", description="empty: mail is written to the log")
    smtp_port: int = Field(587, description="port of the mail server")
    smtp_user: str = Field("", description="user at the mail server")
    smtp_password: str = Field("", description="password at the mail server")
    smtp_starttls: bool = Field(True, description="upgrade the connection before signing in")
    mail_from: str = Field("academy@localhost", description="sender of mail")
    video_providers: Words = Field(
        ("youtube", "vimeo", "file"), description="comma-separated players that lessons may use"
    )
    video_hosts: Words = Field((), description="comma-separated hosts of video files")
    youtube_nocookie: bool = Field(True, description="embed from youtube-nocookie.com")
    watched_fraction: float = Field(
        0.9, gt=0, le=1, description="share of a video that completes it"
    )
    max_upload_mb: int = Field(50, ge=1, description="largest attachment")
    check_links: bool = Field(
        True, description="look once a day whether what lessons link to is still there"
    )
    max_import_mb: int = Field(500, ge=1, description="largest file to import in the browser")
    librechat_url: str = Field("", description="link back to the chat; empty hides it")

    @field_validator("video_providers", "video_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(word.strip().lower() for word in value.split(",") if word.strip())
        return value

    @model_validator(mode="after")
    def _refuse_default_secret(self) -> Self:
        if self.env == "production" and (
            self.secret_key == DEVELOPMENT_SECRET or len(self.secret_key) < 32
        ):
            raise ValueError(
                "ACADEMY_SECRET_KEY must be set to 32 random characters or more in production"
            )
        return self

    @property
    def sqlalchemy_url(self) -> str:
        """The database's address with the async driver in it."""
        if not self.database_url:
            return f"sqlite+aiosqlite:///{self.data_dir.resolve() / 'academy.db'}"
        scheme, rest = self.database_url.split("://", 1)
        drivers = {"postgres": "postgresql+asyncpg", "postgresql": "postgresql+asyncpg"}
        drivers["sqlite"] = "sqlite+aiosqlite"
        return f"{drivers.get(scheme, scheme)}://{rest}"

    @property
    def files_dir(self) -> Path:
        """Where uploads and attachments lie."""
        return self.data_dir / "files"

    @property
    def imports_dir(self) -> Path:
        """Where files lie that are about to be imported."""
        return self.data_dir / "imports"

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()


def set_default(name: str, value: str) -> None:
    """Give the setting `name` a value where the deployment gave none, here and in children."""
    os.environ.setdefault(f"ACADEMY_{name.upper()}", value)
    settings.cache_clear()


def child_environment(
    changes: Mapping[str, str], first_on_path: Path | None = None
) -> dict[str, str]:
    """This process's environment for a child, with `changes`, and a folder put first on PATH."""
    environment = {**os.environ, **changes}
    if first_on_path is not None:
        environment["PATH"] = f"{first_on_path}{os.pathsep}{environment.get('PATH', '')}"
    return environment
