"""The database room: connection, columns, fields, filters, migrations, side tables."""
