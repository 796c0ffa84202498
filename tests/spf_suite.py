#!/usr/bin/env python3
"""spf_suite.py RUNNER: the test suite of RFC 7208 (203 cases, 22 explanations: 14 texts, and 8 times the default), its YAML, and its older editions."""
import json
import os
import sys

import shared
import zone

DEFAULT = 'DEFAULT'

def wanted(value):
    return value if isinstance(value, list) else [value]


def scenarios_of_json(path):
    for s in json.load(open(path)):
        yield s['zone'], s['tests']


def doubled(records):
    """One scenario's zone of the YAML as the suite's own driver reads it: SPF is TXT, too, where the name says nothing of TXT."""
    out, spoken = [], any(isinstance(r, dict) and 'TXT' in r for r in records)
    for r in records:
        if r == 'TIMEOUT':
            out.append(['*', 'TIMEOUT'])
            continue
        for kind, data in r.items():
            if data == 'NONE':
                continue
            data = [data] if kind in ('TXT', 'SPF') and isinstance(data, str) else data
            out.append([kind, data])
            if kind == 'SPF' and not spoken:
                out.append(['TXT', data])
    return out


def scenarios_of_yaml(path):
    import yaml
    for s in yaml.safe_load_all(open(path, encoding='latin-1')):
        if not s:
            continue
        tests = [dict(t, id=key, mailfrom=t['mailfrom'] or '') for key, t in s['tests'].items()]
        yield {n: doubled(r) for n, r in s['zonedata'].items()}, tests


def score(runner, scenarios):
    """(cases, [(case, result)] that differ, explanations, those that agree)."""
    asked, cases = [], []
    for data, tests in scenarios:
        asked.append((data, [(t['host'], t['helo'], t['mailfrom'], DEFAULT) for t in tests]))
        cases += tests
    wrong, explained, agreed = [], 0, 0
    for case, got in zip(cases, zone.check(runner, asked), strict=True):
        if got['result'] not in wanted(case['result']):
            wrong.append((case, got))
        if case.get('explanation'):
            explained += 1
            agreed += got['explanation'] == case['explanation'] and got['explanation_default'] == (case['explanation'] == DEFAULT)
            if got['explanation'] != case['explanation']:
                print('%s: explanation %r, wanted %r' % (case['id'], got['explanation'], case['explanation']))
    return len(cases), wrong, explained, agreed


def main():
    runner = os.path.abspath(sys.argv[1])
    folder = shared.need('suites/spf')
    n, wrong, explained, agreed = score(runner, scenarios_of_json(os.path.join(folder, 'rfc7208-203.normalised.json')))
    for case, got in wrong:
        print('%s: %s, wanted %s: %s' % (case['id'], got['result'], case['result'], got['why']))
    print('%d of %d, %d of %d explanations' % (n - len(wrong), n, agreed, explained))
    failed = bool(wrong) or agreed < explained
    for edition in ['rfc7208-tests.yml', 'rfc7208-tests-mailauth200.yml', 'rfc7208-tests-2014-05.yml', 'rfc4408-tests.yml']:
        n, wrong, _, _ = score(runner, scenarios_of_yaml(os.path.join(folder, edition)))
        print('%s: %d of %d' % (edition, n - len(wrong), n))
        for case, got in wrong:
            print('  %s: %s, wanted %s: %s' % (case['id'], got['result'], case['result'], got['why']))
        failed |= bool(wrong)
    sys.exit(failed)


main()
