#!/usr/bin/env python3
"""ARC against the suites of the shared folder: arc_suite.py RUNNER.

An empty `cv` stands for a chain that one of its own seals calls broken: there is nothing more to be said of it.  RFC 8617 5.2
calls it fail, and so do we, for the reason cv."""
import os
import sys
import dkim_cases
import shared

NOW = 1800000000


def validation(root):
    import yaml
    with open(os.path.join(root, 'arc-draft-validation-tests.yml'), encoding='utf-8') as f:
        for scenario in yaml.safe_load_all(f):
            records = {name: [text.replace('\n', '')] for name, text in (scenario.get('txt-records') or {}).items()}
            for name, test in scenario['tests'].items():
                yield name, records, dkim_cases.crlf(test['message'].encode()), test['cv'].strip().lower()


def with_dns_inside(root):
    with open(os.path.join(root, 'expected.tsv'), encoding='utf-8') as f:
        for file, _, arc, _ in (line.rstrip('\n').split('\t') for line in list(f)[1:]):
            with open(os.path.join(root, file), 'rb') as m:
                head, message = dkim_cases.crlf(m.read()).split(b'\r\n\r\n', 1)
            yield file, {line.split(' ', 1)[0]: [line.split(' ', 1)[1]] for line in head.decode().split('\r\n')}, message, arc


def main():
    runner, failed = sys.argv[1], 0
    root = shared.need('suites/arc')
    for name, items in {'validation': list(validation(root)), 'stalwart': list(with_dns_inside(os.path.join(root, 'stalwart')))}.items():
        good = 0
        answers = [dkim_cases.run(runner, [dkim_cases.case(records, form(message), NOW, flags) for _, records, message, _ in items])
                   for form, flags in ((lambda m: m, '-'), (lambda m: m.replace(b'\r\n', b'\n'), 't'))]
        for i, (case, _, _, want) in enumerate(items):
            for answer in answers:
                arc = answer[i]['arc']
                right = arc['result'] == want or (want == '' and (arc['result'], arc['reason']) == ('fail', 'cv'))
                if not right:
                    print('%s: want %s, got %s' % (case, want, arc))
                    break
            else:
                good += 1
        print('%s: %d of %d' % (name, good, len(items)))
        failed += good < len(items)
    sys.exit(bool(failed))


main()
