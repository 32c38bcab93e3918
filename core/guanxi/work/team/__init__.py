"""Leading: whose work somebody looks after, where it stands, and the notes by which he helps."""
