"""The plugin room: discovery, order, life cycle, guarded calls."""
