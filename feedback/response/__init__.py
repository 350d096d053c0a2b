"""What did this rater answer? Opens, saves, sends and withdraws; does not know who the rater is."""
