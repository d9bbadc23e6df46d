"""Members as the writers of something, out of columns that a statement joins."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased

from academy_app.core.hrefs import file_href, person_href
from academy_app.core.levels import level_of
from academy_app.core.views.discussion import Author
from academy_app.models.membership import Member
from academy_app.queries.membership import colour, initials

NOBODY = Author()


class Writer:
    """A member joined under a name of its own, whose columns come back as an Author."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.table: Any = aliased(Member, name=name)

    @property
    def columns(self) -> tuple[ColumnElement[Any], ...]:
        return tuple(
            getattr(self.table, column).label(f"{self.name}_{column}")
            for column in ("id", "name", "picture", "role", "points")
        )

    def of(self, row: Any) -> Author:
        """Who it was; NOBODY for a member who is gone."""
        number = self._value(row, "id")
        if number is None:
            return NOBODY
        name = self._value(row, "name")
        return Author(
            id=number,
            name=name,
            initials=initials(name),
            picture=file_href(self._value(row, "picture")),
            colour=colour(number),
            level=level_of(self._value(row, "points")),
            role=self._value(row, "role"),
            href=person_href(number),
        )

    def is_(self, member_id: Any) -> ColumnElement[bool]:
        """How a statement joins it: the member with this id."""
        same: ColumnElement[bool] = self.table.id == member_id
        return same

    def _value(self, row: Any, column: str) -> Any:
        return getattr(row, f"{self.name}_{column}")
