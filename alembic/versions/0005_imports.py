"""Imports: their runs, what foreign ids became, members who are still to come."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", ID, nullable=False),
        sa.Column("actor_id", ID, nullable=True),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("is_rehearsal", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["member.id"], name=op.f("fk_import_run_actor_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_actor_id"), "import_run", ["actor_id"])
    op.create_table(
        "imported",
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("is_made", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("run_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_imported_run_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("source", "kind", "key", name=op.f("pk_imported")),
    )
    op.create_index(op.f("ix_imported_run_id"), "imported", ["run_id"])
    op.create_index("ix_imported_subject", "imported", ["kind", "subject_id"])
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_placeholder", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("source_key", sa.String(length=300), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_member_source_key"), ["source_key"])
    op.add_column(
        "post", sa.Column("likes_carried", sa.Integer(), server_default="0", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("post", "likes_carried")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_member_source_key"), type_="unique")
        batch_op.drop_column("source_key")
        batch_op.drop_column("is_placeholder")
    op.drop_table("imported")
    op.drop_table("import_run")
