"""What does the leader read: figures in words, tables and charts, all made from the released report."""
