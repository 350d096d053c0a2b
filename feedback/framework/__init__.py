"""What does good look like here? Reads and validates ``frameworks/*.yaml``; keeps the snapshot a campaign runs on."""
