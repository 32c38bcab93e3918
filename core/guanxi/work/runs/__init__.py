"""Runs: what somebody does to everything that a list shows, a part at a time, with progress, stop and one taking back."""
