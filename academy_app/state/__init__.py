"""Thin Reflex states, one a screen: actor, one service or query, assign views."""
