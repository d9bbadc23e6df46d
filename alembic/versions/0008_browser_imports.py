"""Imports that are started in the browser: what was uploaded, what was asked for, what went wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("stored", sa.String(length=40), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("options", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(
            sa.Column("step", sa.String(length=300), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("error", sa.String(length=60), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("error_params", sa.JSON(), server_default="{}", nullable=False)
        )
        batch_op.add_column(sa.Column("tries", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(op.f("ix_import_run_state"), ["state"])
    # For the rows that are here; PostgreSQL cannot compare JSON, so no default of it stays.
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        for name in ("options", "error_params"):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_import_run_state"))
        for name in ("tries", "error_params", "error", "step", "options", "stored"):
            batch_op.drop_column(name)
