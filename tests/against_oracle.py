#!/usr/bin/env python3
"""against_oracle.py PROGRAM: the C matcher and oracle.py choose the same rule, for every example of the knowledge and every reply of
the corpus.  The program is asked through `scan --events`; a reply that no rule but a code decides counts by its cause."""
import json
import os
import subprocess
import sys
import tempfile

import oracle
import shared

program = os.path.abspath(sys.argv[1])
replies = shared.need('corpora/replies/replies.tsv')
texts = [row.split('\t')[5] for row in open(replies, encoding='utf-8').read().split('\n')[1:] if row.count('\t') > 5]
with tempfile.TemporaryDirectory() as folder:
    listing = os.path.join(folder, 'replies.txt')
    mails = os.path.join(folder, 'in')
    os.mkdir(mails)
    with open(listing, 'w', encoding='utf-8') as f:
        f.write('\n'.join(texts) + '\n')
    for i, text in enumerate(texts):
        with open('%s/%05d.txt' % (mails, i), 'w', encoding='utf-8') as f:
            f.write(text + '\n')
    theirs = [json.loads(line) for line in subprocess.run(
        [sys.executable, oracle.__file__, 'export', listing], capture_output=True, text=True, check=True).stdout.splitlines()]
    ours = {}
    for line in subprocess.run([program, 'scan', '--events', mails], capture_output=True, text=True, check=True).stdout.splitlines():
        event = json.loads(line)
        ours.setdefault(os.path.basename(event['file']), event)
differ = 0
for i, their in enumerate(theirs):
    said = ours['%05d.txt' % i].get('said') or {}
    mine, wanted = said.get('rule') or '', their['winner'] or ''
    if mine != wanted and '/' not in mine and not mine.isdigit():
        differ += 1
        print('oracle %s, program %s: %s' % (wanted, mine, their['reply'][:120]))
print('%d replies, %d differ' % (len(theirs), differ))
sys.exit(differ > 0)
