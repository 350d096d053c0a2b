"""Who is reviewed, against which framework, under which rules, until when? The campaign and its lifecycle."""
