#!/bin/sh
# Make the virtual environment with the interpreter that .python-version asks for, or say in one line
# what is missing. Usage: venv.sh 3.12 .venv
set -u
wanted=$1
venv=$2
[ -x "$venv/bin/python" ] && exit 0
for candidate in "python$wanted" python3 python; do
  if command -v "$candidate" >/dev/null 2>&1 &&
    "$candidate" -c "import sys; sys.exit(sys.version_info[:2] < tuple(map(int, '$wanted'.split('.'))))" 2>/dev/null; then
    exec "$candidate" -m venv "$venv"
  fi
done
found=$(python3 --version 2>/dev/null || echo "aucun Python")
echo "Jumeau demande Python $wanted ou plus récent ($found trouvé) : installez-le, puis relancez make." >&2
exit 1
