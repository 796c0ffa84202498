"""SPF checks by tests/auth/spf_run.c.  A zone as Python has it, {name: [[type, data], …]}, as a master file that the program reads.  Data: A, AAAA, CNAME, PTR a string; MX [preference, name];
TXT, SPF a list of strings (each character a byte); "*": a status ("TIMEOUT") of every type that the name has no records of."""
import json
import subprocess
import sys

TYPES = ['A', 'AAAA', 'MX', 'PTR', 'TXT', 'SPF']
CHUNK = 255


def byte(c, special):
    code = ord(c)
    if 0x21 <= code < 0x7f and c not in special:
        return c
    return '\\%03d' % code


def name(text):
    text = text[:-1] if text.endswith('.') else text
    return ''.join('.' if c == '.' else byte(c, '\\"();@$*') for c in text) + '.'


def strings(data):
    whole = [s[i:i + CHUNK] for s in data for i in range(0, len(s), CHUNK)] or ['']
    return ' '.join('"%s"' % ''.join(' ' if c == ' ' else byte(c, '\\"') for c in s) for s in whole)


def rdata(kind, data):
    if kind in ('TXT', 'SPF'):
        return strings(data)
    if kind == 'MX':
        return '%d %s' % (data[0], name(data[1]))
    return name(data) if kind in ('CNAME', 'PTR') else data


def text(zone):
    lines = []
    for owner, records in zone.items():
        for kind, data in records:
            if kind == '*':
                had = {k for k, _ in records}
                lines += ['; !%s %s %s' % (data.lower(), name(owner), k) for k in TYPES if k not in had]
            else:
                lines.append('%s %s %s' % (name(owner), kind, rdata(kind, data)))
    return '\n'.join(lines) + '\n'


def check(runner, asked):
    """The results of [(zone, [(ip, helo, from, explanation), …]), …], in order."""
    given = []
    for data, sessions in asked:
        master = text(data).encode('ascii')
        given += [b'zone %d\n' % len(master), master]
        given += [b'check %s\n' % '\t'.join(s).encode('utf-8', 'surrogateescape') for s in sessions]
    out = subprocess.run([runner], input=b''.join(given), capture_output=True)
    if out.returncode:
        sys.exit('%s: %s' % (runner, out.stderr.decode()))
    return [json.loads(line) for line in out.stdout.splitlines()]
