"""My day: what plugins say of records for it, and in which order things stand there."""
