"""A whole practice workspace on loopback: a faithful Slack server and a scripted night."""
