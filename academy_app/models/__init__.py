"""The tables, one module a noun. Importing this package fills `SQLModel.metadata`."""

from academy_app.models import learning, membership, watching

__all__ = ["learning", "membership", "watching"]
