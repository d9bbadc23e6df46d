"""Who may do what: decisions on one thing, visibility of many."""
