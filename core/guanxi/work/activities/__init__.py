"""Activities: planned work about records, with its due list and reminders."""
