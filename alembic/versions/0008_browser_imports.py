"""Imports that are started in the browser: what was uploaded, what was asked for, what went wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


NEW = {
    "stored": (sa.String(length=40), ""),
    "options": (sa.JSON(), "{}"),
    "step": (sa.String(length=300), ""),
    "error": (sa.String(length=60), ""),
    "error_params": (sa.JSON(), "{}"),
    "tries": (sa.Integer(), "0"),
}


def upgrade() -> None:
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        for name, (kind, default) in NEW.items():
            batch_op.add_column(sa.Column(name, kind, server_default=default, nullable=False))
        batch_op.create_index(op.f("ix_import_run_state"), ["state"])
    # They were for the rows that are here.
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        for name in NEW:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_import_run_state"))
        for name in NEW:
            batch_op.drop_column(name)
