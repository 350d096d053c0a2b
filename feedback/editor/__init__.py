"""How does a council write its framework in the browser? Pages to edit, check, look at, compare and publish one."""
