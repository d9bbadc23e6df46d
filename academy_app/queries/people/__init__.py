"""Members as other members see them: their pages, their cards, the boards they stand on."""

from academy_app.queries.people.boards import leaderboard
from academy_app.queries.people.profile import person_card, profile

__all__ = ["leaderboard", "person_card", "profile"]
