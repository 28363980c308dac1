"""Scan -> words with boxes. Knows nothing of letters and imports nothing of ours."""
