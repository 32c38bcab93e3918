"""Tags on records: where they are kept, the streams by which lists find them, and what a filter by them means."""
