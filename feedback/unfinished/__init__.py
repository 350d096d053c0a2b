"""What the system could not do by itself: what was given up, why, and the way to try it again."""
