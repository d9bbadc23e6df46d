"""Verbs that change the world. Each takes the open transaction and the actor."""
