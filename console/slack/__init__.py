"""The only rooms where a Slack payload is read or written."""
