"""The public suffix list's own checks, in both of their notations: name and registrable domain."""
import re
import subprocess
import sys

import shared

NOTATIONS = {
    'test_psl.txt': re.compile(r"checkPublicSuffix\((?:'(.*?)'|null), (?:'(.*?)'|null)\);"),
    'tests.txt': re.compile(r'(?:null|(\S+))[ \t]+(?:null|(\S+))$'),
}


def checks(path, notation):
    with open(path, encoding='utf-8') as f:
        for line in f:
            found = notation.match(line.strip())
            if found and not line.startswith('//'):
                yield found.group(1) or '', found.group(2) or ''


def main(runner):
    wrong = 0
    for name, notation in NOTATIONS.items():
        rows = list(checks(shared.need('suites/psl/' + name), notation))
        asked = '\n'.join(row[0] for row in rows) + '\n'
        answers = subprocess.run([runner], input=asked.encode(), stdout=subprocess.PIPE, check=True).stdout.decode().split('\n')
        bad = [(row, got) for row, got in zip(rows, answers) if row[1] != got]
        for row, got in bad:
            print('%s: %s, want %s' % (row[0], got or 'none', row[1] or 'none'))
        print('%s: %d of %d' % (name, len(rows) - len(bad), len(rows)))
        wrong += len(bad) + (len(rows) == 0)
    return 1 if wrong else 0


sys.exit(main(sys.argv[1]))
