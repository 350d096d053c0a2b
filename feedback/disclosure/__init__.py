"""What may be shown: the one step that sees ratings, and the rules that turn them into figures safe to show."""
