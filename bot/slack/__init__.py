"""Slack: `/respond`, forwarded posts, review cards, and coaching while somebody types."""
