"""Whom a text names, as they are called here."""

from collections.abc import Mapping
from dataclasses import dataclass

from academy_app.core.hrefs import person_href
from academy_app.importers.prose import Node
from academy_app.importers.reading import Staging


@dataclass(frozen=True, slots=True)
class People:
    """The members of a source, once it is known who they are here."""

    staging: Staging

    def mention(self, key: str, shown: str) -> Node:
        """A link to the member with this key, or their name where nobody is known by it."""
        name = shown if shown.startswith("@") else f"@{shown}"
        known = self.staging.ours("member", [key])
        text = Node("text", text=name)
        if not known:
            return text
        return Node("link", [text], address=person_href(known[key]))

    def named(self, username: str) -> str:
        """The key of the member with this name there, "" for none."""
        return self.staging.named("member", username.lower())

    def ids(self, contents: list[Mapping[str, object]]) -> dict[str, int]:
        """The ids of the authors of all these."""
        return self.staging.ours("member", [str(each.get("author") or "") for each in contents])
