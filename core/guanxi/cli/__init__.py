"""The command line face: guanxi …."""
