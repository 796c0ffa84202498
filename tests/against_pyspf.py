#!/usr/bin/env python3
"""against_pyspf.py RUNNER [CASES] [SEED]: SPF against pyspf, on zones and sessions drawn at random.

Where the two differ, one of the rules below must be the reason: each says what RFC 7208 asks for and pyspf does otherwise (or where the RFC leaves a choice), and
makes pyspf do it.  With a rule, or a few of them, in force pyspf must give our answer; a difference that no rules remove is an error."""
import os
import re
import sys
from collections import Counter

import spf_cases
import zone

try:
    import spf
except ImportError:
    print('skipped: no pyspf (python3-spf)')
    sys.exit(1 if os.environ.get('CI') else 77)

RULES = {
    'syntax':    '12: what the grammar does not give is no record, wherever it stands (pyspf looks into macros and names less closely)',
    'case':      '12: names of modifiers and the r of a macro are written in either case',
    'unknown':   '6: modifiers that nobody knows are ignored, however often they stand there',
    'self':      '5.2: an include of the domain itself is evaluated like any other, and ends at the limit where it is reached',
    'exp':       '4.6.4, 6.2: an explanation is fetched after a fail, and costs nothing',
    'redirect':  '4.6.4: a redirect counts when it is followed',
    'ptr':       '5.5, 7.3: names that the DNS does not give are skipped, and %{p} is never an error, nor costs voids; it depends on the domain at hand',
    'match':     '4.6.4, 5.4: a term that matches costs no voids, and hosts that fail do not undo it (a choice: the order of hosts decides nothing)',
    'alias':     '4.6.4: an alias that leads to nothing is one void question',
    'lower':     '7.2: the domain of s, o and d is in lower case (a choice)',
    'postmaster': '4.3: a sender without a local part is postmaster in the macro s, too',
    'join':      '7.3: parts are joined by dots whatever macro they are of',
    'length':    '7.3: labels are taken off a long name until it fits; only names are cut, no explanations',
    'none':      '4.3: a domain of one label, or an address literal, has no record, and is not asked for',
}

# ---- the grammar of RFC 7208 12, written down once more ----
MACRO = r'(?:%\{[SLODIPVHsloidpvh](?!0+[rR]?[-.+,/_=]*\})\d*[rR]?[-.+,/_=]*\}|%%|%_|%-)'
TEXT_MACRO = MACRO.replace('SLODIPVHsloidpvh', 'SLODIPVHCRTsloidpvhcrt')
STRING = r'(?:%s|[!-$&-~])*' % MACRO
TOP = r'(?:[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*|[A-Za-z0-9]+-[A-Za-z0-9-]*[A-Za-z0-9])'
SPEC = r'(?:%s(?:\.%s\.?|%s))' % (STRING, TOP, MACRO)
CIDR4, CIDR6 = r'/(?:0|[12]?[1-9]|[123]0|3[12])', r'/(?:0|[1-9]\d?|1[01]\d|12[0-8])'
DUAL = r'(?:%s)?(?:/%s)?' % (CIDR4, CIDR6)
OCTET = r'(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]\d|\d)'
MECHANISM = r'(?i:all|include:%(s)s|(?:a|mx)(?::%(s)s)?%(d)s|ptr(?::%(s)s)?|ip4:%(o)s(?:\.%(o)s){3}(?:%(c4)s)?|ip6:[0-9a-f:.]+(?:%(c6)s)?|exists:%(s)s)' % {
    's': SPEC, 'd': DUAL, 'o': OCTET, 'c4': CIDR4, 'c6': CIDR6}
MODIFIER = r'(?:(?i:redirect|exp)=%s|(?!(?i:redirect|exp)=)[A-Za-z][A-Za-z0-9_.-]*=%s)' % (SPEC, STRING)
RECORD = re.compile(r'(?i:v=spf1)(?: +(?:[-+?~]?%s|%s))* *' % (MECHANISM, MODIFIER))
EXPLANATION = re.compile(r'(?:%s|[ -$&-~])*' % TEXT_MACRO)
UNKNOWN = re.compile(r'(?<= )(?!(?:redirect|exp)=)[A-Za-z][A-Za-z0-9_.-]*=[^ ]*', re.I)


class Query(spf.query):
    """pyspf with some of the rules in force."""

    def __init__(self, session, rules):
        self.rules = rules
        self.depth = self.held = self.asking = 0
        self.failure = None
        sender = session[2]
        if 'lower' in rules:
            local, at, domain = sender.rpartition('@')
            sender = local + at + domain.lower()
        super().__init__(i=session[0], s=sender, h=session[1], receiver='unknown')
        if 'lower' in rules:
            self.o = self.d = self.o.lower()
        if 'postmaster' in rules:
            self.s = self.l + '@' + self.o
        self.set_default_explanation('DEFAULT')

    # the record
    def dns_spf(self, domain):
        if 'none' in self.rules and (domain.startswith('[') or '.' not in domain.rstrip('.')):
            return None
        if 'redirect' in self.rules and sys._getframe(1).f_locals.get('redirect') is domain:
            super().check_lookups()
        record = super().dns_spf(domain)
        if not record:
            return record
        if 'syntax' in self.rules and not RECORD.fullmatch(record):
            raise spf.PermError('syntax')
        if 'case' in self.rules:
            record = re.sub(r'(?i) (redirect|exp)=', lambda m: m.group(0).lower(), record)
            record = re.sub(r'(%\{\w\d*)R', r'\1r', record)
        if 'unknown' in self.rules:
            record = UNKNOWN.sub('', record)
        return record

    def check1(self, record, domain, recursion):
        return super().check1(record, domain.lower() if 'lower' in self.rules else domain, recursion)

    def validate_mechanism(self, mech):
        if 'self' not in self.rules:
            return super().validate_mechanism(mech)
        here, self.d = self.d, Same(self.d)
        try:
            return super().validate_mechanism(mech)
        finally:
            self.d = here

    # what counts
    def check_lookups(self):
        self.commit()
        caller = sys._getframe(1).f_locals
        if 'redirect' in self.rules and caller.get('mod') == 'redirect' and 'cidrlength' not in caller:
            return
        super().check_lookups()

    def dns(self, name, qtype, cnames=None, ignore_void=False):
        if not self.rules & {'alias', 'match', 'ptr'}:
            return super().dns(name, qtype, cnames, ignore_void)
        self.depth += 1
        before = self.void_lookups
        try:
            result = super().dns(name, qtype, cnames, ignore_void)
        except spf.PermError:
            if self.void_lookups <= spf.MAX_VOID_LOOKUPS:
                raise
            result = []
        finally:
            self.depth -= 1
        if self.depth == 0:
            void = self.void_lookups - before
            self.void_lookups = before
            self.held += min(void, 1) if 'alias' in self.rules else void
            if 'match' not in self.rules or qtype == 'TXT':
                self.commit()
        return result

    def commit(self):
        self.void_lookups += self.held
        self.held = 0
        if self.void_lookups > spf.MAX_VOID_LOOKUPS:
            raise spf.PermError('voids')

    def dns_mx(self, domain):
        if 'match' not in self.rules:
            return super().dns_mx(domain)
        hosts = self.dns(domain, 'MX')
        if len(hosts) > spf.MAX_MX:
            raise spf.PermError('more than 10 hosts')
        found = []
        for _, host in hosts:
            try:
                found += self.dns_a(host, self.A)
            except spf.TempError as e:
                self.failure = e
        return found

    def cidrmatch(self, addresses, n):
        matched = super().cidrmatch(addresses, n)
        if self.asking:
            return matched
        failure, self.failure = self.failure, None
        if matched:
            self.held = 0
            return True
        if failure:
            raise failure
        self.commit()
        return False

    # names of the client
    def validated_ptrs(self):
        if 'ptr' not in self.rules:
            self.asking += 1
            try:
                return super().validated_ptrs()
            finally:
                self.asking -= 1
        names = []
        self.asking += 1
        try:
            for name in self.dns_ptr(self.i)[:spf.MAX_PTR]:
                try:
                    if self.cidrmatch(self.dns_a(name, self.A), self.cidrmax):
                        names.append(name.lower())
                except spf.TempError:
                    pass
        except spf.TempError:
            pass
        finally:
            self.asking -= 1
        return names

    def getp(self):
        if 'ptr' not in self.rules:
            return super().getp()
        self.p = None
        held, voids, self.void_lookups = self.held, self.void_lookups, -1000
        try:
            return super().getp()
        finally:
            self.held, self.void_lookups = held, voids

    # macros
    def get_explanation(self, spec):
        if 'exp' not in self.rules:
            return super().get_explanation(spec)
        kept = self.void_lookups, self.held, self.p
        self.void_lookups = -1000
        try:
            texts = self.dns_txt(spec, ignore_void=True)
            if len(texts) != 1 or ('syntax' in self.rules and not EXPLANATION.fullmatch(texts[0].decode('latin-1'))):
                return None
            return super().get_explanation(spec)
        finally:
            self.void_lookups, self.held, self.p = kept

    def expand_domain(self, arg):
        if 'exp' in self.rules and sys._getframe(1).f_locals.get('mod') == 'exp' and 'cidrlength' not in sys._getframe(1).f_locals:
            kept = self.void_lookups, self.held
            self.void_lookups = -1000
            try:
                return super().expand_domain(arg)
            finally:
                self.void_lookups, self.held = kept
        return super().expand_domain(arg)

    def expand(self, s, stripdot=True):
        joiners, invalid = spf.JOINERS, spf.RE_INVALID_MACRO
        if 'join' in self.rules:
            spf.JOINERS = dict.fromkeys('slodipvhcrt', '.')
        if 'syntax' in self.rules:
            spf.RE_INVALID_MACRO = re.compile('(?!)')       # the grammar has decided
        try:
            pieces = [s] if stripdot or 'length' not in self.rules else re.split('(%s)' % TEXT_MACRO, s)
            result = ''.join(super(Query, self).expand(piece, stripdot) for piece in pieces)
        finally:
            spf.JOINERS, spf.RE_INVALID_MACRO = joiners, invalid
        while 'length' in self.rules and stripdot and len(result) > 253:
            result = result.partition('.')[2]
        return result


class Same(str):
    """A domain that an include never finds to be its own."""
    def __eq__(self, other):
        return False
    __hash__ = str.__hash__


def domainmatch(names, suffix):
    matched = original_domainmatch(names, suffix)
    if matched:
        current.held = 0
    else:
        current.commit()
    return matched


original_domainmatch, spf.domainmatch = spf.domainmatch, domainmatch
current = None
records = {}


def lookup(name, qtype, strict=True, timeout=0):
    """The zone as a resolver gives it: aliases first; a chain of them that does not end fails."""
    seen, answer = set(), []
    name = name.lower().rstrip('.')
    while True:
        if name in seen:
            raise spf.TempError('DNS loop')
        seen.add(name)
        here = records.get(name, [])
        target = [data for kind, data in here if kind == 'CNAME']
        if not target:
            break
        answer.append(((name, 'CNAME'), target[0]))
        name = target[0].lower().rstrip('.')
    for kind, data in here:
        if kind == qtype:
            data = [s.encode('latin-1') for s in data] if kind == 'TXT' else tuple(data) if kind == 'MX' else data
            answer.append(((name, qtype), data))
    if ['*', 'TIMEOUT'] in here and not any(kind == qtype for kind, _ in here):
        raise spf.TempError('DNS timeout')
    return answer


spf.DNSLookup = lookup


def pyspf(session, rules):
    global current
    current = Query(session, frozenset(rules))
    try:
        result, _, explanation = current.check()
    except Exception as e:
        return 'exception', repr(e)
    return result, explanation if result == 'fail' else ''


def explained(session, ours):
    """The fewest rules, found by dropping them one by one, with which pyspf gives our answer; None: no rules do."""
    for rule in RULES:
        if pyspf(session, {rule}) == ours:
            return [rule]
    rules = set(RULES)
    if pyspf(session, rules) != ours:
        return None
    for rule in RULES:
        if pyspf(session, rules - {rule}) == ours:
            rules -= {rule}
    return sorted(rules)


def main():
    global records
    runner = os.path.abspath(sys.argv[1])
    most, seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1000, int(sys.argv[3]) if len(sys.argv) > 3 else 7208
    draw = spf_cases.Cases(seed)
    asked = []
    for _ in range((most + 9) // 10):
        data = draw.zone()
        asked.append((data, [draw.session() + ('DEFAULT',) for _ in range(10)]))
    answers = iter(zone.check(runner, asked))
    results, why, unexplained = Counter(), Counter(), 0
    for data, sessions in asked:
        records = data
        for session in sessions:
            got = next(answers)
            ours = got['result'], got['explanation'] if got['result'] == 'fail' else ''
            results[ours[0]] += 1
            if pyspf(session, ()) == ours:
                continue
            rules = explained(session, ours)
            if rules is None:
                unexplained += 1
                if unexplained <= int(os.environ.get('SHOW', '5')):
                    print('unexplained: %r: ours %r, pyspf %r, with all rules %r: %s' % (session, ours, pyspf(session, ()), pyspf(session, RULES), got['why']))
                    for name, sets in data.items():
                        for kind, value in sets:
                            if kind == 'TXT' and value[0][:2].lower() == 'v=':
                                print('    %s %r' % (name, value[0]))
            for rule in rules or []:
                why[rule] += 1
    cases = sum(results.values())
    print('%d cases: %s' % (cases, ', '.join('%s %d' % (r, n) for r, n in results.most_common())))
    for rule, n in why.most_common():
        print('%5d differ by RFC 7208 %s' % (n, RULES[rule]))
    print('%d differ without a reason' % unexplained)
    sys.exit(unexplained > 0)


main()
