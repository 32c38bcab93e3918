"""Mail out: one server, plain messages to users of the house, sent by jobs."""
