"""Hand-over: everything of a person who leaves or moves goes to others, as one batch that is undone as one."""
