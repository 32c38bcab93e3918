"""Working days: the calendar of the house, its official holidays, and the days that are worked instead."""
