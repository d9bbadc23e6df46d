"""What came from elsewhere: the runs of imports, and what each foreign id became here."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Column, Field, SQLModel

from academy_app.core.clock import now
from academy_app.models.columns import Id, UtcDateTime, key_to


class ImportRun(SQLModel, table=True):
    """One import of `name`, a file or folder. `state` is queued, running, done or failed; `done`
    of `total` steps are behind it. `source` says whose foreign ids it maps, such as
    `skool:our-group`.

    One that was started in the browser has its upload in the folder `stored`, "" once that is
    gone, and the `options` that were asked for. `step` is what is at hand, a key or a name;
    `tries` counts how often it was taken up. `error` is a key."""

    __tablename__ = "import_run"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    actor_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("member.id", "SET NULL"), index=True
    )
    format: str = Field(max_length=20)
    name: str = Field(default="", max_length=300)
    source: str = Field(default="", max_length=120)
    state: str = Field(default="queued", max_length=10, index=True)
    is_rehearsal: bool = Field(default=False)
    done: int = Field(default=0)
    total: int = Field(default=0)
    report: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    stored: str = Field(default="", max_length=40)
    options: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    step: str = Field(default="", max_length=300)
    error: str = Field(default="", max_length=60)
    error_params: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    tries: int = Field(default=0)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Imported(SQLModel, table=True):
    """What `key` of a source became: the row `subject_id` of this `kind`. `is_made` where the
    import made the row, not only found it. `note` keeps what the source said of it and we have no
    place for."""

    __table_args__ = (Index("ix_imported_subject", "kind", "subject_id"),)

    source: str = Field(primary_key=True, max_length=120)
    kind: str = Field(primary_key=True, max_length=20)
    key: str = Field(primary_key=True, max_length=200)
    subject_id: int = Field(sa_type=Id)
    is_made: bool = Field(default=True)
    note: str = Field(default="", max_length=300)
    run_id: int | None = Field(
        default=None, sa_type=Id, sa_column_args=key_to("import_run.id", "SET NULL"), index=True
    )
