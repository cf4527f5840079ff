"""`python -m wherehold` is the command line."""

import sys

from wherehold.project.cli import main

sys.exit(main())
