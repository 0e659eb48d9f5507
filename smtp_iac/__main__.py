"""`python -m smtp_iac`. The console script is the documented way: this puts the folder on the import path."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
