"""The import face: a file becomes records through the same fields, gate and changes as a form; reader, mapping, checking, writing."""
