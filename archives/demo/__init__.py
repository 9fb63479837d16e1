"""A demo school, loaded through the real importer and the real actions."""
