"""Column types that behave alike on SQLite and PostgreSQL."""

from sqlalchemy import BigInteger, ForeignKey, Integer
from sqlmodel import SQLModel

from academy_app.core.moments import UtcDateTime

__all__ = ["Id", "UtcDateTime", "key_to"]

# Every constraint has a name on both databases: a migration can only drop what has one.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers rows by itself only for a column declared INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")


def key_to(target: str, ondelete: str = "CASCADE") -> list[ForeignKey]:
    """The arguments of a column that names a row of another table, such as "member.id"."""
    return [ForeignKey(target, ondelete=ondelete)]
