"""What changes afterwards: the leader's action plan, agreed with the manager."""
