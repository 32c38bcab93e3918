"""The trees of an orchard, on one page."""
