"""A work on a deposit that never ends by itself."""

import time

if __name__ == "__main__":
    time.sleep(120)
