"""The cases of dmarc/rfc9989-cases.json against auth/dmarc.h, and the public suffix checks of suites/psl where that is at hand."""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def judge(case, got):
    """The complaints."""
    for key, want in case['want'].items():
        if got[key] != want:
            yield '%s is %s, not %s' % (key, got[key], want)
    if got['questions'] != case['questions']:
        yield 'it asks %s, not %s' % (got['questions'], case['questions'])
    for key, want in case.get('rfc7489', {}).items():
        if got['rfc7489'][key] != want:
            yield 'rfc7489: %s is %s, not %s' % (key, got['rfc7489'][key], want)
    if not got['agree']:
        yield 'traced, late or with a second opinion it answers otherwise'
    if not got['why']:
        yield 'it does not say why'


def main(runner):
    path = os.path.join(HERE, 'dmarc', 'rfc9989-cases.json')
    with open(path, encoding='utf-8') as f:
        cases = json.load(f)['cases']
    lines = subprocess.run([runner, path], stdout=subprocess.PIPE, check=True).stdout.splitlines()
    good = 0
    for case, line in zip(cases, lines, strict=True):
        complaints = list(judge(case, json.loads(line)))
        for complaint in complaints:
            print('%s: %s' % (case['id'], complaint))
        good += not complaints
    print('%d of %d' % (good, len(cases)))
    return 0 if good == len(cases) else 1


sys.exit(main(sys.argv[1]))
