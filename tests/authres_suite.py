"""Authentication-Results of suites/dkim/lieser/arh: what is valid is read alike; what is not is refused, and read as `tolerant` says where it does."""
import json
import os
import subprocess
import sys

import shared


def wanted(field):
    return {key: field[key] for key in ('authserv_id', 'version', 'results')}


def judge(got, want):
    """The complaint, or ''."""
    if got['valid'] != want['valid']:
        return 'valid is %s' % got['valid']
    readable = want if want['valid'] else want.get('tolerant')
    if got['usable'] != bool(readable):
        return 'usable is %s' % got['usable']
    if readable and wanted(got) != wanted(readable):
        return 'read %s, want %s' % (wanted(got), wanted(readable))
    return ''


def main(runner):
    folder = shared.need('suites/dkim/lieser/arh')
    with open(os.path.join(folder, 'arh-expected.json'), encoding='utf-8') as f:
        suite = json.load(f)
    alike = refused = wrong = 0
    lines = subprocess.run([runner] + [os.path.join(folder, name) for name in suite], stdout=subprocess.PIPE, check=True).stdout.splitlines()
    for (name, fields), line in zip(suite.items(), lines, strict=True):
        for i, (got, want) in enumerate(zip(json.loads(line), fields, strict=True)):
            complaint = judge(got, want)
            if complaint:
                wrong += 1
                print('%s, field %d: %s' % (name, i + 1, complaint))
            alike += not complaint and want['valid']
            refused += not complaint and not want['valid']
    print('%d read alike, %d refused' % (alike, refused))
    return 1 if wrong or alike + refused == 0 else 0


sys.exit(main(sys.argv[1]))
