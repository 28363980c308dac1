"""`python -m pipeline` is the command `saraban`."""

from pipeline.cli import main

if __name__ == "__main__":  # the processes that read pages import this file too
    raise SystemExit(main())
