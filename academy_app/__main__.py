"""`python -m academy_app`: the command line."""

from academy_app.cli import main

main()
