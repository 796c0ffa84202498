#!/usr/bin/env python3
"""accuracy.py WHAT PROGRAM: what the program must reach on labelled mail, by the definitions of tools/score.py."""
import os
import re
import subprocess
import sys

import shared

what, program = sys.argv[1], os.path.abspath(sys.argv[2])
corpora = shared.need('corpora')
score = shared.need('tools/score.py')
bounces = [os.path.join(corpora, 'bounces/labels.tsv'), os.path.join(corpora, 'bounces/eml')]
replies = [os.path.join(corpora, 'replies/replies.tsv')]


def run(kind, *args):
    """The output of score.py, and its figures as {name: percent}."""
    out = subprocess.run([sys.executable, score, kind, program, *args, '--show', '40'], capture_output=True, text=True).stdout
    last = out.strip().split('\n')[-1]
    return out, {name: float(value) for name, value in re.findall(r'(\w+) ([\d.]+) %', last)}


def at_least(kind, args, least):
    out, figures = run(kind, *args)
    print(out)
    short = ['%s: %.1f, at least %.1f' % (k, figures.get(k, 0), v) for k, v in least.items() if figures.get(k, 0) < v]
    if 'missing' in out.split('\n')[-2]:
        short.append('recipients are missing')
    return short


def confidence():
    """Mean of what was said against the share that is right, in each bin of 30 or more."""
    out, _ = run('replies', *replies)
    short = []
    for lo, n, said, right in re.findall(r'said ([\d.]+)-[\d.]+: +(\d+), mean said ([\d.]+) %, right ([\d.]+) %', out):
        print('from %s: %s, said %s, right %s' % (lo, n, said, right))
        if int(n) >= 30 and abs(float(said) - float(right)) > 5:
            short.append('bin from %s: said %s, right %s' % (lo, said, right))
    return short


def same():
    out = []
    for other in ('eml-cr', 'eml-crlf'):
        out += at_least('same', [bounces[1], os.path.join(corpora, 'bounces', other)], {'same': 100})
    return out


def no_bounce():
    folder = os.path.join(corpora, 'bounces/not-a-bounce')
    got = subprocess.run([program, 'scan', '--events', folder], capture_output=True, text=True)
    return ([] if got.returncode == 0 and not got.stdout else ['exit %d: %s' % (got.returncode, got.stdout[:300])])


def languages():
    _, figures = run('bounces', *bounces)
    print(figures)
    return [] if figures['other_language'] >= figures['cause'] else ['other languages are worse than the rest']


def twins():
    folder = shared.need('real-mta/samples')
    return at_least('twins', [os.path.join(folder, 'twins.tsv'), os.path.join(folder, 'dsn')], {'row': 100, 'plain': 100})


def scenarios():
    """Whole cases: the bounce, its DNS, the cause, the remedy and the proof of it."""
    return at_least('scenarios', [os.path.join(corpora, 'scenarios')], {'cause': 100, 'whole': 100})


WHAT = {
    'bounces': lambda: at_least('bounces', bounces, {'cause': 96, 'hard': 98, 'code': 98, 'status': 98}),
    'replies': lambda: at_least('replies', replies, {'cause': 96, 'class': 97}),
    'confidence': confidence, 'same': same, 'not-a-bounce': no_bounce, 'languages': languages, 'twins': twins,
    'scenarios': scenarios,
}
short = WHAT[what]()
print('\n'.join('FELL SHORT  ' + s for s in short) or 'reached')
sys.exit(bool(short))
