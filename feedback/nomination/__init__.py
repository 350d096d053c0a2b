"""Who is asked about whom? The leader proposes, the manager approves; limits per group."""
