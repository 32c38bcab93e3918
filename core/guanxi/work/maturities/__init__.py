"""Maturities: dates of records that come due, of which whoever answers for the record is reminded ahead, once, on a working day."""
