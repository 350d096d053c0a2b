"""What happens before the leader reads: the coach looks through the comments. Session notes and actions will follow."""
