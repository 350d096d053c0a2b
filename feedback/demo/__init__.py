"""What does it look like in use? A fictitious council with a campaign in every state, and an inbox for its mail."""
