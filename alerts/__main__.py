"""`python -m alerts`: see alerts/command.py."""

import os
import sys

if __name__ == "__main__":
    # The words of the screens come with Streamlit, which would say of every cache that no server runs.
    os.environ.setdefault("STREAMLIT_LOGGER_LEVEL", "error")
    from alerts.command import main

    sys.exit(main())
