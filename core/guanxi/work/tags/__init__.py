"""Tags: named once for the house, put on records of any kind that declares it."""
