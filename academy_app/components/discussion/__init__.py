"""Looks of the community: the list of threads, a thread, a post."""
