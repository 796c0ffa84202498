#!/usr/bin/env python3
"""exams.py PROGRAM: what the examinations of one message cost, in questions and in round trips.

`check all --lists` asks a name server of this host that answers everything 50 ms later: many lists of addresses, 20 lists of domains, 5 links.
The server counts what is asked, what is asked twice, and how much is open at the same time.  Prints a line for each; exits with 1 where a limit
does not hold."""
import os
import re
import select
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

program = sys.argv[1]
source = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../..')
DELAY = 0.05
IN_FLIGHT, SPARE = 50, 5                                # what live.c allows; round trips of a chain beside those of a full line
DOMAIN_LISTS, LINKS = 20, 5
A, NS, PTR, MX, TXT, AAAA, DS, DNSKEY = 1, 2, 12, 15, 16, 28, 43, 48


def name_wire(name):
    return b''.join(bytes([len(label)]) + label.encode() for label in name.split('.') if label) + b'\0'


def records(listed):
    """{(name, type): RDATA}"""
    zone = {
        ('example.org', TXT): b'v=spf1 include:_spf.example.net -all',
        ('_spf.example.net', TXT): b'v=spf1 ip4:192.0.2.0/24 -all',
        ('example.org', MX): struct.pack('!H', 10) + name_wire('mx.example.org'),
        ('_dmarc.example.org', TXT): b'v=DMARC1; p=reject',
        ('mx.example.org', A): bytes((192, 0, 2, 7)),
        ('7.2.0.192.in-addr.arpa', PTR): name_wire('mx.example.org'),
        ('example.com', MX): struct.pack('!H', 10) + name_wire('mx.example.com'),
        ('mx.example.com', A): bytes((192, 0, 2, 25)),
    }
    for (name, kind), data in list(zone.items()):
        if kind == TXT:
            zone[name, kind] = bytes([len(data)]) + data
    zone.update({(name, A): bytes((127, 0, 0, 2)) for name in listed})
    return zone


class Server:
    """Answers each question DELAY after it came."""

    def __init__(self, zone):
        self.zone, self.asked, self.open, self.most, self.ended = zone, [], 0, 0, False
        self.first = self.last = 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.bind(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        self.names = {name for name, _ in zone}
        threading.Thread(target=self.serve, daemon=True).start()

    def answer(self, data):
        labels, at = [], 12
        while data[at]:
            labels.append(data[at + 1:at + 1 + data[at]].decode('latin-1').lower())
            at += 1 + data[at]
        kind, = struct.unpack('!H', data[at + 1:at + 3])
        name, question = '.'.join(labels), data[12:at + 5]
        self.asked.append((name, kind))
        found = self.zone.get((name, kind))
        rcode = 0 if found or any(known == name or known.endswith('.' + name) for known in self.names) else 3
        head = data[:2] + struct.pack('!HHHHH', 0x8580 | rcode, 1, int(bool(found)), 0 if found else 1, 0)
        if found:
            return head + question + struct.pack('!HHHIH', 0xc00c, kind, 1, 300, len(found)) + found
        soa = b'\0\0' + struct.pack('!IIIII', 1, 3600, 900, 86400, 300)
        return head + question + b'\0' + struct.pack('!HHIH', 6, 1, 300, len(soa)) + soa

    def serve(self):
        due = []
        while not self.ended:
            wait = min(0.05, max(0, due[0][0] - time.monotonic())) if due else 0.05
            if select.select([self.socket], [], [], wait)[0]:
                data, client = self.socket.recvfrom(4096)
                now = time.monotonic()
                self.first = self.first or now
                due.append((now + DELAY, self.answer(data), client))
                self.open += 1
                self.most = max(self.most, self.open)
            while due and due[0][0] <= time.monotonic():
                _, reply, client = due.pop(0)
                self.open -= 1
                self.socket.sendto(reply, client)
                self.last = time.monotonic()


def site(folder):
    """A site's own 20 lists of domains; what its test points and those of the built-in lists are."""
    tests = set()
    with open(os.path.join(folder, 'lists.know'), 'w') as out:
        for i in range(DOMAIN_LISTS):
            zone = 'd%d.lists.example' % i
            out.write('Blocklist: site-%d\nTitle: Domains %d\nZone: %s\nKind: domain url\nTerms: free\nCause: list.domain\nTest: test\nSource: https://%s/\nChecked: 2026-11\n\n' % (
                i, i, zone, zone))
            tests.add('test.' + zone)
    addresses = 0
    for stanza in open(os.path.join(source, 'knowledge/blocklists.know')).read().split('\n\n'):
        field = dict(reversed(re.findall(r'^(\w+): (.*)$', stanza, re.M)))
        if 'Zone' in field and field.get('Terms') == 'free' and 'Ended' not in field and field.get('Kind') != 'hash':
            addresses += 'ip4' in field['Kind']
            if 'Test' in field:
                test = field['Test']
                tests.add(('.'.join(reversed(test.split('.'))) if re.match(r'[\d.]+$', test) else test) + '.' + field['Zone'])
    return tests, addresses


MAIL = 'Return-Path: <ann@example.org>\nFrom: ann@example.org\nTo: bob@example.com\nSubject: x\nDate: Tue, 17 Nov 2026 08:00:00 +0000\nMessage-ID: <1@example.org>\n\n'


def main():
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        know, mail = os.path.join(folder, 'know'), os.path.join(folder, 'm.eml')
        os.mkdir(know)
        tests, addresses = site(know)
        with open(mail, 'w') as out:
            out.write(MAIL + ''.join('http://link%d.example/\n' % i for i in range(LINKS)))
        server = Server(records(tests))
        began = time.monotonic()
        done = subprocess.run([program, 'check', 'all', mail, '--ip', '192.0.2.7', '--helo', 'mx.example.org', '--recipient', 'bob@example.com', '--lists', '--verbose',
                               '--resolver', '127.0.0.1:%d' % server.port, '--knowledge', know], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        whole = time.monotonic() - began
        server.ended = True
    counted = re.search(r'(\d+) questions? asked', done.stdout)
    if not counted:
        sys.exit(done.stdout)
    if any(kind == DNSKEY for _, kind in server.asked):
        print('examinations: this host has a trust anchor, and what validation asks cannot be told apart # SKIP')
        return 0
    questions, trips = int(counted[1]), (server.last - server.first) / DELAY
    twice = len(server.asked) - len(set(server.asked))
    limit = -(-questions // IN_FLIGHT) + SPARE

    def row(what, holds, bound):
        nonlocal failed
        failed |= not holds
        print('%s; %s%s' % (what, bound, '' if holds else ': NOT KEPT'))

    print('%d lists of addresses, %d of domains and more, %d links: %d questions, %d of them came to the server; whole process %.2f s' % (
        addresses, DOMAIN_LISTS, LINKS, questions, len(server.asked), whole))
    row('time: %.1f round trips of %.0f ms' % (trips, DELAY * 1000), trips <= limit, 'at most %d = questions / %d + %d' % (limit, IN_FLIGHT, SPARE))
    row('asked twice: %d' % twice, twice == 0, 'at most 0')
    row('open at once: %d' % server.most, server.most <= IN_FLIGHT, 'at most %d' % IN_FLIGHT)
    if failed and len(sys.argv) > 2:
        print(done.stdout)
        print([one for one in set(server.asked) if server.asked.count(one) > 1])
    return failed


sys.exit(main())
