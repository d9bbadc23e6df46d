"""What can be chosen for looks: numbers of colours, names of icons. Style sheets know the rest."""

from typing import Final

# Of the backgrounds of initials and categories, `data-colour` in theme.css.
COLOURS: Final = 14

# Of a category; each is an icon of icons.css.
CATEGORY_ICONS: Final = (
    "chat",
    "megaphone",
    "question",
    "idea",
    "star",
    "heart",
    "trophy",
    "cap",
    "book",
    "code",
    "note",
    "calendar",
    "globe",
    "users",
    "info",
    "lock",
)
