#!/usr/bin/env python3
"""hostile.py PROGRAM: any bytes give an answer and exit status 0; no crash, no hang, no leak; limits are said."""
import base64
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time

import shared

program = os.path.abspath(sys.argv[1])
wrong = []

HEAD = b'From: MAILER-DAEMON@mx.example.net\nTo: sender@example.org\nSubject: Undelivered mail\nDate: Tue, 17 Nov 2026 08:00:00 +0000\nMIME-Version: 1.0\n'
DSN = (b'Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; user@example.com\n'
       b'Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\n')


def nested(depth):
    """Message in message, `depth` times, a bounce innermost."""
    mail = HEAD + b'Content-Type: multipart/report; report-type=delivery-status; boundary=z\n\n--z\n' + DSN + b'--z--\n'
    for _ in range(depth):
        mail = HEAD + b'Content-Type: message/rfc822\n\n' + mail
    return mail


def nested_multiparts(depth):
    out = HEAD
    for i in range(depth):
        out += b'Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n' % (i, i)
    return out + DSN


def parts(n):
    return (HEAD + b'Content-Type: multipart/report; report-type=delivery-status; boundary=z\n\n--z\n' + DSN
            + b'--z\nContent-Type: text/plain\n\nx\n' * n + b'--z--\n')


def recipients(n):
    return (HEAD + b'Content-Type: multipart/report; report-type=delivery-status; boundary=z\n\n--z\nContent-Type: message/delivery-status\n\n'
            b'Reporting-MTA: dns; mx.example.net\n\n' + b'Final-Recipient: rfc822; u@example.com\nAction: failed\nStatus: 5.1.1\n\n' * n + b'--z--\n')


def bomb():
    packed = gzip.compress(b'0' * (200 << 20))
    return (HEAD + b'Content-Type: multipart/mixed; boundary=z\n\n--z\nContent-Type: application/gzip\nContent-Transfer-Encoding: base64\n\n'
            + base64.encodebytes(packed) + b'--z--\n')


CASES = {
    'empty': b'',
    'nul': b'\0' * 100000,
    'nul in a mail': HEAD.replace(b'Undelivered', b'Un\0delivered') + b'\n\0\0user@example.com\0: 550 User unknown\0\n',
    'every byte': bytes(range(256)) * 100,
    'nested 100': nested(100),
    'nested 1000': nested(1000),
    'nested multiparts 1000': nested_multiparts(1000),
    'parts 10000': parts(10000),
    'parts 100000': parts(100000),
    'recipients 100000': recipients(100000),
    'wrong base64': HEAD + b'Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!!====AAAA\xff\xfe' + b'=' * 1000 + b'\n',
    'wrong quoted-printable': HEAD + b'Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n=\n==\n=G1=\xff=' + b'=' * 99999,
    'unknown charset': HEAD + b'Content-Type: text/plain; charset="x-\xff-no"\n\nuser@example.com: 550 \xe9\xe8\n',
    'header without end': b'Subject: ' + b'x' * 5000000,
    'header of 200000 fields': b'X: y\n' * 200000 + b'\n',
    'boundaries of dashes': HEAD + b'Content-Type: multipart/report; boundary="' + b'-' * 70 + b'"\n\n' + b'-' * 500000,
    'angle brackets': b'550 ' + b'<' * 200000 + b'@' * 200000,
    'one anchor again and again': b'550 5.7.1 ' + b'blocked using ' * 40000,
    'words of rules': b'550 ' + b'user unknown mailbox full blocked spam relaying denied ' * 4000,
    'encoded words': b'Subject: ' + b'=?utf-8?q?=C3=A9?= ' * 50000 + b'\n\n',
    'html': HEAD + b'Content-Type: text/html\n\n' + b'<div><p>&amp;&#x110000;&' * 100000,
    'json': HEAD + b'Content-Type: text/plain\n\n' + b'{"a":[' * 100000,
    'packed bomb': bomb(),
    'mbox of froms': b'From x\n' * 100000,
}


def ask(name, path, most_seconds, arguments=('scan', '--events')):
    began = time.time()
    try:
        got = subprocess.run([program, *arguments, path], capture_output=True, timeout=most_seconds)
    except subprocess.TimeoutExpired:
        wrong.append('%s: no answer in %d s' % (name, most_seconds))
        return b''
    if got.returncode not in (0,) or b'Sanitizer' in got.stderr or b'runtime error' in got.stderr:
        wrong.append('%s: exit %d, %s' % (name, got.returncode, got.stderr[-400:].decode(errors='replace')))
    for line in got.stdout.splitlines():
        try:
            json.loads(line)
        except ValueError:
            if '--events' in arguments:
                wrong.append('%s: not JSON: %s' % (name, line[:80]))
                break
    print('%-28s %6.2f s, %d events' % (name, time.time() - began, got.stdout.count(b'\n')))
    return got.stdout


with tempfile.TemporaryDirectory() as folder:
    for name, content in CASES.items():
        path = os.path.join(folder, 'in')
        with open(path, 'wb') as f:
            f.write(content)
        ask(name, path, 120)
        ask(name + ', for a person', path, 120, ())
    path = os.path.join(folder, 'in')
    with open(path, 'wb') as f:
        f.write(nested(101))
    shown = subprocess.run([program, 'diagnose', '--offline', '--json', path], capture_output=True).stdout
    if b'too deeply nested; read to depth 100' not in shown:
        wrong.append('the limit of nesting is not said: %s' % shown[:200])
    with open(path, 'wb') as f:
        f.write(b'550 5.1.1 ')
        for _ in range(1024):
            f.write(b'x' * (1 << 20))
    ask('1 GB of one line', path, 300)
    with open(path, 'wb') as f:
        f.write(HEAD + b'\n')
        for _ in range(1024):
            f.write(b'y' * (1 << 20))
    ask('a mail of 1 GB in one line', path, 300)
    os.unlink(path)

    mails = shared.need('corpora/bounces/eml')
    cut = os.path.join(folder, 'cut')
    os.mkdir(cut)
    for name in sorted(os.listdir(mails)):
        whole = open(os.path.join(mails, name), 'rb').read()
        for n in range(0, len(whole), 97):
            with open('%s/%s.%06d' % (cut, name, n), 'wb') as f:
                f.write(whole[:n])
    ask('mails cut at every 97th byte', cut, 1200)

print('\n'.join(wrong) or 'every input was answered')
sys.exit(bool(wrong))
