"""Whether what lessons link to is still there."""

from academy_app.services.links.checking import check_again, check_due
from academy_app.services.links.gathering import forget_unnamed, gather

__all__ = ["check_again", "check_due", "forget_unnamed", "gather"]
