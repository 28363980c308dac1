"""`python -m pipeline` is the command `saraban`."""

from pipeline.cli import main

raise SystemExit(main())
