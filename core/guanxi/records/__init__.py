"""The record room: resources as values, the gate, changes with their journal, undo."""
