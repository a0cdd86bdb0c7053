"""The moderation console: chat queue, posting rules and shift roster side by side."""
