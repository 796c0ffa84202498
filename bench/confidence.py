#!/usr/bin/env python3
"""How sure is an answer?  Estimates, for each ground that an answer may stand on, how often it is right, and prints the stanzas of
knowledge/confidence.know.

The labelled replies of $FIVEFIFTY_SHARED are classified by tests/oracle.py twice: with all rules, and once more without the family of the
rule that won (all rules of that provider or program), which shows what happens to the reply of a system that nobody wrote rules for.  What
is printed is the mean of the two, weighed by how many replies stood on that ground, each count smoothed by one right and one wrong; but no
more than MODESTY below what is right with all rules, for most mail comes from systems that there are rules for."""
import os
import sys
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../tests'))
import oracle  # noqa: E402

MODESTY = 0.045
WORDS = 24          # literal bytes from which on a rule counts as `words`


def family(rule):
    return rule.stanza.first('Provider') or rule.id.split('-')[0]


def ground(match, reply):
    rule = match.rule
    if not match.whole:
        return 'cut'
    if rule.cause.startswith('generic') or rule.cause == 'policy.local':
        return 'vague'
    if ',' in rule.stanza.first('Cause'):
        return 'ranked'
    if match.token:
        return 'token'
    size = max((p.matches(reply.normal) for p in rule.patterns), default=0)
    return 'words' if size >= WORDS else 'few-words'


def answer(knowledge, reply, found):
    """(ground, cause) from these matches, or from a list's name or the code."""
    if found and ground(found[0], reply) != 'vague':
        return ground(found[0], reply), found[0].rule.cause
    listed = not found and knowledge.named_blocklist(reply)
    if listed:
        return 'list', listed[0]
    coded = knowledge.meaning_of_code(reply)
    if coded and not coded[0].startswith('generic'):
        return 'code' if '/' in coded[1] else 'basic-code', coded[0]
    return ('vague', found[0].rule.cause) if found else ('nothing', 'generic.undetermined')


knowledge = oracle.Knowledge(os.path.join(oracle.CHECKOUT, 'knowledge'))
right = {'with': Counter(), 'without': Counter()}
seen = {'with': Counter(), 'without': Counter()}
for row in oracle.shared_table('corpora', 'replies', 'replies.tsv'):
    if not row['reply']:
        continue
    reply = oracle.read_reply(row['reply'])
    found = knowledge.matches(reply)
    families = {family(m.rule) for m in found[:1]} - {'general'}
    for how, left in (('with', found), ('without', [m for m in found if family(m.rule) not in families])):
        stands_on, cause = answer(knowledge, reply, left)
        seen[how][stands_on] += 1
        right[how][stands_on] += oracle.cause_agrees(cause, row['cause'])
print('# How often an answer on each ground is right.  Printed by bench/confidence.py; the replies were read in 2026-11.\n')
for name in ('token', 'speaker', 'words', 'few-words', 'ranked', 'vague', 'cut', 'list', 'provider-code', 'code', 'basic-code', 'nothing'):
    like = {'speaker': 'words', 'provider-code': 'code'}.get(name, name)     # the corpus names no speakers
    share = [(right[h][like] + 1) / (seen[h][like] + 2) for h in ('with', 'without')]
    weight = [seen[h][like] + 1 for h in ('with', 'without')]
    mean = sum(s * w for s, w in zip(share, weight)) / sum(weight)
    if seen['with'][like] >= 30:
        mean = max(mean, right['with'][like] / seen['with'][like] - MODESTY)
    print('Confidence: %s\nValue: %.2f\nSource: with its rules %d of %d right, without them %d of %d\n' % (
        name, mean, right['with'][like], seen['with'][like], right['without'][like], seen['without'][like]))
