"""Letters that nobody tuned for: scans with their gold, invented by seed, to measure with."""
