#!/usr/bin/env python3
"""DKIM against the suites of the shared folder: dkim_suite.py RUNNER.

Each message is verified with LF and with CRLF, with a trace and without, and with its canonical forms shown."""
import csv
import json
import os
import sys
import dkim_cases
import shared

NOW = 1800000000                    # later than all signatures; none of them expires


def rows(path):
    with open(path, encoding='utf-8', newline='') as f:
        return list(csv.DictReader(f, delimiter='\t', quoting=csv.QUOTE_NONE))


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def zone(path):
    with open(path, encoding='utf-8') as f:
        return dkim_cases.zone_texts(f.read())


def own_matrix(root):
    for case in json.load(open(os.path.join(root, 'own-matrix-28.json'), encoding='utf-8')):
        if case['expected'] == 'any':
            continue
        # several signatures: all of them are as expected
        yield case['name'], case['zone'], case['message'].encode('latin-1'), [(0, case['result'], case['reason'])]


def folder(root):
    """expected.tsv, a row a signature."""
    records, files = zone(os.path.join(root, 'keys.zone')), {}
    for row in rows(os.path.join(root, 'expected.tsv')):
        files.setdefault(row['file'], []).append((int(row['index']), row['result'], row['reason']))
    for file, expected in files.items():
        yield file, records, dkim_cases.crlf(read(os.path.join(root, file))), expected


def key_variants(root):
    for row in rows(os.path.join(root, 'key-variants.tsv')):
        message = dkim_cases.crlf(read(os.path.join(root, row['file'])))
        yield row['txt'][:30], {row['name']: [row['txt']]}, message, [(int(row['index']), row['result'], row['reason'])]


def with_dns_inside(root):
    """The first lines of a file are its DNS, an empty line ends them."""
    for row in rows(os.path.join(root, 'expected.tsv')):
        head, message = dkim_cases.crlf(read(os.path.join(root, row['file']))).split(b'\r\n\r\n', 1)
        records = dict((line.split(' ', 1)[0], [line.split(' ', 1)[1]]) for line in head.decode().split('\r\n'))
        yield row['file'], records, message, [(int(row['index']), row['result'], row['reason'])]


def judge(answer, expected):
    wrong = []
    for index, result, reason in expected:
        if result == 'none':
            wrong += ['signed'] if answer['dkim'] else []
            continue
        for got in answer['dkim'] if index == 0 else answer['dkim'][index - 1:index] or [None]:
            if not got or (got['result'], got['reason']) != (result, reason):
                wrong.append('want %s %s, got %s' % (result, reason, got and (got['result'], got['reason'], got['why'])))
    return wrong


def main():
    runner, failed = sys.argv[1], 0
    root = shared.need('suites/dkim')
    suites = {'own matrix': own_matrix(root), 'lieser': folder(os.path.join(root, 'lieser')), 'key variants': key_variants(os.path.join(root, 'lieser')),
              'mailauth-ec': folder(os.path.join(root, 'mailauth-ec')), 'stalwart': with_dns_inside(os.path.join(root, 'stalwart'))}
    for name, items in suites.items():
        items, good, total = list(items), 0, 0
        forms = [(lambda m: m, '-'), (lambda m: m, 't'), (lambda m: m.replace(b'\r\n', b'\n'), '-'), (lambda m: m, 'c')]
        answers = [dkim_cases.run(runner, [dkim_cases.case(records, form(message), NOW, flags) for _, records, message, _ in items])
                   for form, flags in forms]
        for i, (case, _, _, expected) in enumerate(items):
            wrong = [w for form in answers for w in judge(form[i], expected)]
            print('\n'.join('%s: %s: %s' % (name, case, w) for w in wrong[:3])) if wrong else None
            total += len(expected)
            good += 0 if wrong else len(expected)
        print('%s: %d of %d' % (name, good, total))
        failed += good < total
    sys.exit(bool(failed))


main()
