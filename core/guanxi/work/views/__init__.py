"""Saved views: what a list or a board is asked for, kept under a name, for oneself, a team or all."""
