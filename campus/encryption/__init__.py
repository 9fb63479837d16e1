"""Encrypted fields, blind index, key rotation."""
