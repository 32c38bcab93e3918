"""A plugin that takes part in every joint of host and contacts."""
