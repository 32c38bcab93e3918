"""The work room: what belongs to records of every plugin (activities, notes, tags, attachments)."""
