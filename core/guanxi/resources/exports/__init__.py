"""Export: any list as a file, by the same gate, filter and columns, read in one snapshot and sent as it is read."""
