"""The faces of a resource: list, record page, form, import, schema; one small file each."""
