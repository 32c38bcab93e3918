"""The web face: pages for staff."""
