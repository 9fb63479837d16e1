"""Durable background work: lease, heartbeat, checkpoint, schedule."""
