"""Sales: leads, deals in pipelines, and the products that are sold."""
