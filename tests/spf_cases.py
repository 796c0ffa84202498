"""SPF zones and sessions drawn from the grammar of RFC 7208 12, the same for the same seed; some records are slightly damaged."""
import random

CLIENTS = ['192.0.2.1', '192.0.2.77', '198.51.100.9', '203.0.113.200', '2001:db8::1', '2001:db8:1::25', '::ffff:192.0.2.1']
LOCALS = ['joe', 'joe.list', 'a-b-c', 'x+y', 'postmaster', "o'neil", 'a=b/c', 'UPPER']
HOSTS = ['h%d.example.net' % i for i in range(8)]
DOMAINS = ['d%d.example.com' % i for i in range(6)] + ['Deep.sub.d1.example.com', 'e1.example.org']
ODD = ['void.example.net', 'nodata.example.net', 'err.example.net', 'alias.example.net', 'alias-void.example.net', 'loop.example.net',
       'a..b.example.net', 'x' * 64 + '.example.net', 'no.such.name']
LETTERS = 'slodipvh'


class Cases:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def chance(self, p):
        return self.r.random() < p

    def one(self, of):
        return self.r.choice(of)

    def case(self, text):
        return ''.join(c.upper() if self.chance(0.3) else c for c in text) if self.chance(0.1) else text

    def macro(self):
        if self.chance(0.08):
            return self.one(['%%', '%_', '%-'])
        letter = self.one('crt' if self.chance(0.03) else LETTERS)
        digits = self.one(['', '', '', '1', '2', '3', '9', '127', '0' if self.chance(0.2) else '4'])
        marks = ''.join(self.one('.-+,/_=') for _ in range(self.one([0, 0, 0, 1, 2])))
        return '%%{%s%s%s%s}' % (self.case(letter), digits, self.one(['', '', 'r', 'R' if self.chance(0.1) else 'r']), marks)

    def domain_spec(self):
        kind = self.r.random()
        if kind < 0.65:
            return self.case(self.one(HOSTS + DOMAINS))
        if kind < 0.75:
            return self.one(ODD)
        if kind < 0.93:
            return self.one(['%{i}.sbl.example.net', '%{ir}.sbl.example.net', '%{l}.u.example.net', '%{l1r-}.u.example.net', '%{d}', '%{d2}', '%{h}', '%{o}',
                             '%{p}.p.example.net', '%{p2}', '%{ir}.%{v}.arpa', 'd%{d1r}.example.com', '%{L}.u.example.net', '%{s}.u.example.net'])
        whole = ''.join(self.one([self.macro(), self.macro() + '.', 'lit.', 'a-b', '.']) for _ in range(self.r.randint(1, 4)))
        return whole + self.one(['', '', '.example.net', '.example.net.', '.net', '.1x', '.1-', '.12'])

    def dual_cidr(self):
        return self.one(['', '', '', '/24', '/0', '/31', '//64', '//0', '/16//48', '//128', '/33', '//129', '/032', '/24/64'][:14 if self.chance(0.1) else 10])

    def address4(self):
        return '%s/%s' % (self.one(['192.0.2.0', '198.51.100.0', '203.0.113.128', '192.0.2.77']), self.one(['24', '25', '32', '16', '0', '31'])) \
            if self.chance(0.7) else self.one(CLIENTS[:4])

    def address6(self):
        return self.one(['2001:db8::/32', '2001:db8::1', '2001:DB8:1::/48', '::/0', '::ffff:192.0.2.1', '2001:db8::/129', '::1.2.3.4/96', '1::2::3'])

    def term(self):
        kind = self.r.randint(0, 99)
        q = self.one(['', '', '', '+', '-', '~', '?'])
        if kind < 14:
            return q + self.case('ip4:') + self.address4()
        if kind < 20:
            return q + self.case('ip6:') + self.address6()
        if kind < 42:
            return q + self.case(self.one(['a', 'mx'])) + self.one(['', ':' + self.domain_spec()]) + self.dual_cidr()
        if kind < 60:
            return q + self.case('include:') + (self.one(DOMAINS) if self.chance(0.7) else self.domain_spec())
        if kind < 70:
            return q + self.case('exists:') + self.domain_spec()
        if kind < 78:
            return q + self.case('ptr') + self.one(['', ':' + self.domain_spec(), ':example.net', ':h1.example.net'])
        if kind < 84:
            return q + 'all'
        if kind < 88:
            return self.case('redirect=') + (self.one(DOMAINS) if self.chance(0.7) else self.domain_spec())
        if kind < 94:
            return self.case('exp=') + self.one(['t%d.example.net' % self.r.randint(0, 9), self.domain_spec()])
        return self.one(['x=y', 'x=%{d}', 'm-1.a_b=', 'default=pass', 'x=%{p}', 'op=auth', 'x=y', 'v=spf1'])

    def damage(self, record):
        at = self.r.randint(7, len(record))
        kind = self.r.randint(0, 5)
        if kind == 0:
            return record[:at] + record[at + 1:]
        if kind == 1:
            return record[:at] + self.one(' ./:%{}-=_r0129aA;,"\x01\t\xe9') + record[at:]
        if kind == 2:
            return record[:at]
        if kind == 3:
            return record[:at] + self.one('./:%{}-=_r0129a ') + record[at + 1:]
        if kind == 4:
            return record + ' ' + self.one(record.split(' '))
        return record.replace(' ', '  ')

    def record(self):
        n = self.one([1, 2, 2, 3, 3, 4, 5, 6, 8, 12])
        terms = [self.term() for _ in range(n)]
        if self.chance(0.6):
            terms.append(self.one(['-all', '~all', '?all', '-all', 'all']))
        record = self.one(['v=spf1', 'v=spf1', 'V=SPF1']) + ''.join(' ' + t for t in terms)
        return self.damage(record) if self.chance(0.12) else record

    def explanation(self):
        return ' '.join(self.one(['not', 'you', 'http://%{d}/?s=%{S}', '%{i}', '%{c}', '%{o}', '%{p}', '%{v}', '%{h}', '%{r}', '100%%', '%_', '%-', self.macro(),
                                  'caf\xe9' if self.chance(0.1) else 'x', '%{z}' if self.chance(0.1) else 'y', 'a\tb' if self.chance(0.05) else 'z'])
                        for _ in range(self.r.randint(1, 5)))

    def addresses(self):
        four = self.r.sample(['192.0.2.1', '192.0.2.2', '192.0.2.77', '198.51.100.1', '203.0.113.200', '203.0.113.1'], self.r.randint(0, 3))
        six = self.r.sample(['2001:db8::1', '2001:db8::2', '2001:db8:1::25', '2001:db8:2::1'], self.r.randint(0, 2))
        return [['A', a] for a in four] + [['AAAA', a] for a in six]

    def hosts(self, most):
        return [['MX', [10 * i, h]] for i, h in enumerate(self.r.sample(HOSTS + ODD[:6], self.r.randint(0, most)))]

    def zone(self):
        zone = {}
        for host in HOSTS:
            zone[host] = self.addresses() + (self.hosts(3) if self.chance(0.3) else [])
            if self.chance(0.05):
                zone[host].append(['*', 'TIMEOUT'])
        for domain in DOMAINS:
            zone[domain] = [['TXT', [self.record()]]] if self.chance(0.93) else []
            if self.chance(0.04):
                zone[domain].append(['TXT', ['v=spf1 ?all']])
            if self.chance(0.2):
                zone[domain].append(['TXT', ['something else']])
            zone[domain] += self.addresses() + self.hosts(4 if self.chance(0.95) else 12)
            if self.chance(0.03):
                zone[domain].append(['*', 'TIMEOUT'])
        for i in range(10):
            zone['t%d.example.net' % i] = [['TXT', [self.explanation()]] for _ in range(self.one([1, 1, 1, 1, 0, 2]))]
        zone['nodata.example.net'] = [['TXT', ['nothing here']]]
        zone['err.example.net'] = [['*', 'TIMEOUT']]
        zone['alias.example.net'] = [['CNAME', self.one(HOSTS + DOMAINS)]]
        zone['alias-void.example.net'] = [['CNAME', 'void.example.net']]
        zone['loop.example.net'] = [['CNAME', 'loop2.example.net']]
        zone['loop2.example.net'] = [['CNAME', 'loop.example.net']]
        for name in ['192.0.2.1', '1.2.0.192', '77.2.0.192']:
            if self.chance(0.5):
                zone[name + '.sbl.example.net'] = [['A', '127.0.0.2']]
        for name in ['joe', 'list.joe', 'a', 'c', 'x%2by']:
            if self.chance(0.5):
                zone[name + '.u.example.net'] = [['A', '127.0.0.2']]
        names = HOSTS + DOMAINS + ODD[:6]
        for reverse in ['1.2.0.192.in-addr.arpa', '77.2.0.192.in-addr.arpa', '9.100.51.198.in-addr.arpa', '1' + '.0' * 23 + '.8.b.d.0.1.0.0.2.ip6.arpa']:
            if self.chance(0.7):
                zone[reverse] = [['PTR', n] for n in self.r.sample(names, self.one([1, 1, 2, 3, 12]))] if self.chance(0.9) else [['*', 'TIMEOUT']]
        return {name.lower(): records for name, records in zone.items()}

    def session(self):
        helo = self.one(HOSTS + DOMAINS + ['unknown', '[192.0.2.1]', 'a b', '%{d}.example.net'])
        sender = '%s@%s' % (self.one(LOCALS), self.one(DOMAINS))
        if self.chance(0.1):
            sender = self.one(['', '', '@' + DOMAINS[0], DOMAINS[0], 'joe@localhost', 'joe@[192.0.2.1]', 'joe@' + self.one(ODD)])
        return (self.one(CLIENTS), helo, sender)
