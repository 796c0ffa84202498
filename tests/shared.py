"""What tests read outside the checkout: $FIVEFIFTY_SHARED.  Where a user's clone lacks it, the test is skipped (77), and says so; where
the variable was set by hand, or CI is, that is a failure."""
import os
import sys

ROOT = os.environ.get('FIVEFIFTY_SHARED', '')


def need(path):
    whole = os.path.join(ROOT, path)
    if os.path.exists(whole):
        return whole
    print('skipped: no %s (set FIVEFIFTY_SHARED)' % path)
    sys.exit(1 if os.environ.get('CI') or os.environ.get('FIVEFIFTY_SHARED_GIVEN') else 77)
