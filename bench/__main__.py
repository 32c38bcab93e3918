"""``python -m bench``: every figure, or the one that ONLY names."""

from bench.run import main

raise SystemExit(main())
