"""`python -m dondoc.planfile FILE`: the parse command without the rest of the product."""

import sys

from dondoc.planfile.command import parse_command

if __name__ == "__main__":
    sys.exit(parse_command(sys.argv[1], out=sys.stdout, err=sys.stderr))
