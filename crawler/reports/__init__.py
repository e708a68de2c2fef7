"""What the commands that answer questions say: for people, coloured on a terminal, and as JSON for programs."""
