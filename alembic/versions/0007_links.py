"""Links of lessons and their health; names of uploaded images."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "link_check",
        sa.Column("id", ID, nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_check")),
        sa.UniqueConstraint("url", name=op.f("uq_link_check_url")),
    )
    op.create_index(op.f("ix_link_check_due_at"), "link_check", ["due_at"])
    op.create_table(
        "lesson_link",
        sa.Column("lesson_id", ID, nullable=False),
        sa.Column("link_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_link_lesson_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["link_id"], ["link_check.id"], name=op.f("fk_lesson_link_link_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lesson_id", "link_id", name=op.f("pk_lesson_link")),
    )
    op.create_index(op.f("ix_lesson_link_link_id"), "lesson_link", ["link_id"])
    op.create_table(
        "lesson_links_read",
        sa.Column("lesson_id", ID, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"],
            ["lesson.id"],
            name=op.f("fk_lesson_links_read_lesson_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("lesson_id", name=op.f("pk_lesson_links_read")),
    )
    op.add_column(
        "upload",
        sa.Column("name", sa.String(length=300), server_default=sa.text("''"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("upload", "name")
    op.drop_table("lesson_links_read")
    op.drop_table("lesson_link")
    op.drop_table("link_check")
