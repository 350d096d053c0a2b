"""The post of a campaign: what is due on which day, what has gone, and who could not be reached."""
