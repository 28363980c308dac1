"""Words -> meaning. Pure: no images, no SQL, no clock, no files but its own `data/`."""
