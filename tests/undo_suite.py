#!/usr/bin/env python3
"""undo_suite.py RUNNER [N]: N messages (20) of different shapes, signed by dkimpy with keys of this run, each changed in every way of `changes`.

For each change: how often it is named, of the messages that it applies to and whose signature it breaks.  As many messages are signed with another key than the one that
is published, changed or not: none of them may have a change named.  Fails below 95 % of all, below 85 % of a kind of change (with 100 messages or more), or on one false name."""
import base64
import binascii
import collections
import email
import email.charset
import email.message
import email.policy
import random
import re
import sys
import time
import types
import dkim_cases

try:
    import dkim
    import nacl.signing
except ImportError:
    print('skipped: no dkimpy (python3-dkim)')
    sys.exit(77)

import subprocess

NOW = 1795000000
dkim.time = types.SimpleNamespace(time=lambda: NOW - 60)
WANTED, WANTED_KIND = 95, 85           # per cent


def openssl(*args, data=None):
    return subprocess.run(('openssl',) + args, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout


def rsa_key(bits):
    pem = openssl('genrsa', '-traditional', bits)
    return pem, b'v=DKIM1; k=rsa; p=' + base64.b64encode(openssl('rsa', '-pubout', '-outform', 'DER', data=pem))


def ed25519_key(rnd):
    key = nacl.signing.SigningKey(bytes(rnd.randrange(256) for _ in range(32)))
    return base64.b64encode(bytes(key)), b'v=DKIM1; k=ed25519; p=' + base64.b64encode(bytes(key.verify_key))


# ---- messages ----

ENGLISH = '''the meeting was moved to Thursday because the room is taken and nobody could find another one in time please bring the figures of last quarter and
the draft of the contract we will go through it together afterwards there is coffee in the small kitchen on the second floor regards to everybody who helped'''.split()
GERMAN = '''die Sitzung fällt aus weil der Saal für größere Prüfungen gebraucht wird wir müssen über die Öffnungszeiten und das Gebäude natürlich später reden
schöne Grüße und möglichst baldige Rückmeldung'''.split()
FRENCH = 'la réunion est déplacée à jeudi parce que la salle a été réservée où êtes vous ça marche très bien même sans clé'.split()
JAPANESE = ['会議は木曜日に変更されました', '資料を持ってきてください', 'よろしくお願いします', '部屋が使えないためです', '詳細は後で連絡します']
RUSSIAN = 'собрание перенесено на четверг потому что комната занята принесите пожалуйста документы с уважением и до скорой встречи'.split()
LANGUAGES = [ENGLISH, ENGLISH, GERMAN, FRENCH, RUSSIAN, JAPANESE]


def sentence(rnd, words, n):
    return ' '.join(rnd.choice(words) for _ in range(n)) + '.'


def wrap(line, width):
    out = ['']
    for word in line.split(' '):
        if out[-1] and len(out[-1]) + 1 + len(word) > width:
            out.append(word)
        else:
            out[-1] += (' ' if out[-1] else '') + word
    return out


def plain_text(rnd, words, long_lines):
    lines = ['Hello ' + rnd.choice(['Ann', 'everybody', 'dear colleagues']) + ',', '']
    for _ in range(rnd.randrange(1, 6)):
        paragraph = ' '.join(sentence(rnd, words, rnd.randrange(4, 14)) for _ in range(rnd.randrange(1, 5)))
        lines += [paragraph] if long_lines else wrap(paragraph, 66)
        lines += [''] * rnd.choice([1, 1, 1, 2])
    if rnd.random() < 0.4:
        lines += ['From what I saw ' + sentence(rnd, words, 5), '']
    lines += rnd.choice([['Joe'], ['-- ', 'Joe Doe', 'Example Ltd'], ['Regards', 'Joe', '']])
    return '\n'.join(lines) + '\n'


def html_text(rnd, words, one_line):
    rows = ['<p>' + sentence(rnd, words, rnd.randrange(5, 25)) + '</p>' for _ in range(rnd.randrange(1, 6))]
    rows.insert(rnd.randrange(len(rows) + 1), '<div class="x"><a href="https://www.example.com/?a=1&amp;b=2">link</a><br></div>')
    head = rnd.choice(['<html><body>', '<!DOCTYPE html>\n<html>\n<head><title>News</title></head>\n<body bgcolor="#fff">', '', '<html>\n<head>\n<style>p {color: red}</style></head><body>'])
    tail = '' if head == '' else rnd.choice(['</body></html>', '</body>\n</html>\n'])
    whole = head + ('' if one_line else '\n') + ('' if one_line else '\n').join(rows) + ('' if one_line else '\n') + tail
    return whole if one_line else whole.rstrip('\n') + '\n'


def charset_of(rnd, text):
    for name in rnd.sample(['iso-8859-1', 'iso-8859-15', 'koi8-r', 'iso-2022-jp'], 4) if rnd.random() < 0.2 else []:
        try:
            text.encode(name)
            return name
        except UnicodeEncodeError:
            pass
    return 'us-ascii' if text.isascii() and rnd.random() < 0.5 else 'utf-8'


def qp(data, how):
    """Quoted-printable as email.policy writes it, as binascii does, or as an MTA does (a line is broken as soon as it is long)."""
    if how == 'binascii':
        return binascii.b2a_qp(data, istext=True).decode('ascii')
    if how == 'email':
        return email.quoprimime.body_encode(data.decode('latin-1'), 76)
    lines = []
    for line in data.split(b'\n'):
        out = ''
        for i, c in enumerate(line):
            if len(out.rsplit('\n', 1)[-1]) > 72:
                out += '=\n'
            last = i + 1 == len(line)
            out += chr(c) if (33 <= c < 127 and c != 61) or (c in b' \t' and not last) else '=%02X' % c
        lines.append(out)
    return '\n'.join(lines)


def base64_lines(data, width=76):
    return '\n'.join(re.findall('.{1,%d}' % width, base64.b64encode(data).decode('ascii'))) + '\n'


def encode_leaf(leaf):
    data = leaf['text'].encode(leaf['charset'], 'xmlcharrefreplace')
    if leaf['cte'] == 'base64':
        return base64_lines(data, leaf.get('width', 76))
    if leaf['cte'] == 'quoted-printable':
        return qp(data, leaf['qp'])
    return data.decode('latin-1')


def leaf(rnd, kind, words, cte=None):
    text = html_text(rnd, words, rnd.random() < 0.4) if kind == 'html' else plain_text(rnd, words, rnd.random() < 0.4)
    charset = charset_of(rnd, text)
    plain = text.isascii() or charset == 'iso-2022-jp'
    cte = cte or rnd.choice(['quoted-printable', 'base64', '8bit', '8bit'])
    if cte == '8bit' and (plain or charset == 'us-ascii'):
        cte = '7bit'
    return {'type': 'text/' + kind, 'text': text, 'charset': charset, 'cte': cte, 'qp': rnd.choice(['email', 'email', 'binascii']), 'quoted': rnd.random() < 0.6,
            'field': cte != '7bit' or rnd.random() < 0.6}


def attachment(rnd):
    return {'type': 'image/png', 'data': bytes(rnd.randrange(256) for _ in range(rnd.choice([50, 900, 5000]))), 'cte': 'base64'}


def shape(rnd):
    words = rnd.choice(LANGUAGES)
    kind = rnd.choice(['plain', 'plain', 'plain', 'html', 'alternative', 'alternative', 'mixed', 'nested', 'related'])
    cte = rnd.choice([None, None, 'quoted-printable', 'base64', '8bit'])
    two = lambda: {'multi': 'alternative', 'parts': [leaf(rnd, 'plain', words, cte), leaf(rnd, 'html', words, cte)]}
    if kind in ('plain', 'html'):
        return leaf(rnd, kind, words, cte)
    if kind == 'alternative':
        return two()
    if kind == 'mixed':
        return {'multi': 'mixed', 'parts': [leaf(rnd, 'plain', words, cte), attachment(rnd)]}
    return {'multi': 'mixed' if kind == 'nested' else 'related', 'parts': [two(), attachment(rnd)]}


def boundaries(rnd, node):
    if 'multi' in node:
        node['boundary'] = '%s_%016x' % (rnd.choice(['----=_Part', '===============', 'b1']), rnd.getrandbits(64))
        node['preamble'] = rnd.random() < 0.3
        for part in node['parts']:
            boundaries(rnd, part)


def head_of(node):
    """[(name, value)] and the body with LF, as latin-1."""
    if 'multi' in node:
        lines = ['This is a multi-part message in MIME format.'] if node['preamble'] else []
        for part in node['parts']:
            fields, body = head_of(part)
            lines += ['--' + node['boundary']] + ['%s: %s' % f for f in fields] + [''] + body.split('\n')
        return [('Content-Type', 'multipart/%s; boundary="%s"' % (node['multi'], node['boundary']))], '\n'.join(lines + ['--' + node['boundary'] + '--', ''])
    if 'data' in node:
        return [('Content-Type', 'image/png; name="x.png"'), ('Content-Transfer-Encoding', 'base64')], base64_lines(node['data'])
    charset = '"%s"' % node['charset'] if node['quoted'] else node['charset']
    fields = [('Content-Type', '%s; charset=%s' % (node['type'], charset))]
    return fields + ([('Content-Transfer-Encoding', node['cte'])] if node['field'] else []), encode_leaf(node)


def subject(rnd, words):
    text = sentence(rnd, words, rnd.randrange(2, 7)).rstrip('.')
    if text.isascii():
        return text
    if rnd.random() < 0.2:
        return text.encode('utf-8').decode('latin-1')
    return email.header.Header(text, 'utf-8').encode(linesep='\n')


def make(rnd):
    """A message as a dict: its tree, its other fields."""
    tree = shape(rnd)
    boundaries(rnd, tree)
    words = rnd.choice(LANGUAGES)
    name = rnd.choice(['Joe Doe ', '"Doe, Joe" ', '"Joe Doe" ', '', '=?utf-8?q?J=C3=B6rg_Doe?= '])
    fields = [('From', name + ('<joe@example.com>' if name else 'joe@example.com')),
              ('To', rnd.choice(['list@lists.example.net', 'Our List <list@lists.example.net>', 'ann@example.org, list@lists.example.net'])),
              ('Subject', subject(rnd, words)), ('Date', 'Thu, 19 Nov 2026 10:05:0%d +0100' % rnd.randrange(10)),
              ('Message-ID', '<%x@mail.example.com>' % rnd.getrandbits(60)), ('MIME-Version', '1.0')]
    if rnd.random() < 0.3:
        fields.append(('Cc', 'Bob <bob@example.org>,\n carl@example.net'))
    if rnd.random() < 0.2:
        fields.append(('Reply-To', 'office@example.com'))
    return {'tree': tree, 'fields': fields}


def render(m):
    fields, body = head_of(m['tree'])
    text = ''.join('%s: %s\n' % f for f in m['fields'] + fields) + '\n' + body
    return (text if text.endswith('\n') else text + '\n').encode('latin-1').replace(b'\n', b'\r\n')


H = [b'from', b'to', b'subject', b'date', b'message-id', b'mime-version', b'content-type']


def sign(rnd, raw, key, simple):
    pem, _ = key
    body = b'simple' if simple else rnd.choice([b'relaxed', b'relaxed', b'simple'])
    head = rnd.choice([b'relaxed', b'relaxed', b'relaxed', b'simple'])
    h = H + rnd.choice([[], [b'content-transfer-encoding'], [b'cc', b'reply-to'], [b'from', b'subject', b'to'], [b'sender', b'reply-to']])
    algorithm = b'rsa-sha256' if b'BEGIN' in pem else b'ed25519-sha256'
    return dkim.sign(raw, b's1', b'example.com', pem, canonicalize=(head, body), include_headers=h, signature_algorithm=algorithm, linesep=b'\r\n')


# ---- changes: (the message, rnd) -> what is to be named, or None where it does not apply.  They change the tree and the fields in place. ----

FOOTERS = ['_______________________________________________\nOur List mailing list\nlist@lists.example.net\nhttps://lists.example.net/listinfo/list\n',
           '\n-- \nYou received this message because you are subscribed to the group.\nTo unsubscribe write to leave@lists.example.net\n',
           '\n\nThis e-mail is confidential. If you are not the addressee delete it.\n', '\n---\nScanned for viruses by the gateway.\n',
           '\n' + '*' * 60 + '\nThe information in this message may be privileged.\n\nAny other use is forbidden.\n' + '*' * 60 + '\n']
HTML_FOOTERS = ['<p>This e-mail is confidential.</p>', '\n<hr><div style="font-size:10px">You are subscribed to Our List.<br>\n<a href="https://lists.example.net/">Leave</a></div>\n',
                '<br>\n<table><tr><td>Scanned for viruses by the gateway.</td></tr></table>', '<div id="disclaimer">\n<p>The information may be privileged.</p>\n<p>Delete it.</p>\n</div>\n']
BANNERS = ['[EXTERNAL EMAIL] Do not open attachments of people you do not know.\n\n', 'CAUTION: This message comes from outside.\nThink before you click.\n\n', '*** External sender ***\n']
HTML_BANNERS = ['<div style="background:#fe0">CAUTION: This message comes from outside.</div>', '<table><tr><td>External sender</td></tr></table><br>\n', '<p>[EXTERNAL EMAIL]</p>\n']


def leaves(node):
    return [l for part in node['parts'] for l in leaves(part)] if 'multi' in node else [node] if 'text' in node else []


def of_type(m, kind):
    return [l for l in leaves(m['tree']) if l['type'] == 'text/' + kind]


def footer_text(m, rnd):
    found = of_type(m, 'plain')
    footer = rnd.choice(FOOTERS)
    for l in found:
        l['text'] = (l['text'] if rnd.random() < 0.7 else l['text'].rstrip('\n') + '\n') + footer
    return {'footer_text'} if found else None


def footer_html(m, rnd):
    found = of_type(m, 'html')
    footer, end = rnd.choice(HTML_FOOTERS), rnd.random() < 0.2
    for l in found:
        at = l['text'].rfind('</body>')
        l['text'] = l['text'] + footer if end or at < 0 else l['text'][:at] + footer + l['text'][at:]
    return {'footer_html'} if found else None


def footer_both(m, rnd):
    return {'footer_text', 'footer_html'} if footer_text(m, rnd) and footer_html(m, rnd) else None


def banner(m, rnd):
    which = rnd.randrange(3)
    for l in leaves(m['tree']):
        if l['type'] == 'text/plain':
            l['text'] = BANNERS[which] + l['text']
            continue
        body = re.search('<body[^>]*>', l['text'])
        at = body.end() if body else 0
        l['text'] = l['text'][:at] + HTML_BANNERS[which] + l['text'][at:]
    return {'banner'}


def set_field(m, name, value):
    m['fields'] = [(n, value if n == name else v) for n, v in m['fields']]


def value_of(m, name):
    return dict(m['fields']).get(name)


def subject_tag(m, rnd):
    tag, old = rnd.choice(['[list] ', '[Our-List] ', '[EXT] ', '***SPAM*** ', '[list #123] ']), value_of(m, 'Subject')
    if old.startswith('=?') and rnd.random() < 0.3:
        text = str(email.header.make_header(email.header.decode_header(old)))
        set_field(m, 'Subject', email.header.Header(tag + text, 'utf-8').encode(linesep='\n'))
    else:
        set_field(m, 'Subject', tag + old)
    return {'subject_tag'}


def list_headers(m, rnd):
    """What a list does to a header: a tag, its own fields, Reply-To, and From where the author's domain asks for it."""
    wanted = set()
    if rnd.random() < 0.6:
        wanted |= subject_tag(m, rnd)
    old = value_of(m, 'From')
    if rnd.random() < 0.5 or not wanted:
        name = re.sub('["<].*', '', old.split('<')[0].strip().strip('"')).strip() or 'joe'
        set_field(m, 'From', rnd.choice(['"%s via Our List" <list@lists.example.net>', '%s via Our List <list@lists.example.net>']) % name)
        m['fields'] = [f for f in m['fields'] if f[0] != 'Reply-To'] + [(rnd.choice(['Reply-To', 'X-Original-From', 'Reply-To']), old)]
        wanted |= {'from_rewritten'}
    m['fields'] += [('List-Id', 'Our List <list.lists.example.net>'), ('List-Post', '<mailto:list@lists.example.net>'), ('Precedence', 'list'),
                    ('Sender', 'list-bounces@lists.example.net')]
    return wanted


def rewrapped(m, rnd):
    found = [l for l in of_type(m, 'plain') if l['cte'] in ('7bit', '8bit')]
    width = rnd.choice([60, 64, 70, 72, 76, 78])
    for l in found:
        l['text'] = '\n'.join(w for line in l['text'].split('\n') for w in (wrap(line, width) if len(line) > width else [line]))
    return {'rewrapped'} if found else None


def reencoded(m, rnd):
    for l in leaves(m['tree']):
        l['cte'] = rnd.choice([c for c in ['quoted-printable', 'base64', '8bit'] if c != l['cte'].replace('7bit', '8bit')])
        l['qp'] = rnd.choice(['mta', 'email', 'binascii'])
        l['field'] = True
    return {'reencoded'}


def charset(m, rnd):
    found = False
    for l in leaves(m['tree']):
        for name in ['utf-8'] if l['charset'] not in ('utf-8', 'us-ascii') else rnd.sample(['iso-8859-1', 'windows-1252', 'iso-8859-15', 'koi8-r', 'windows-1251', 'iso-2022-jp'], 6):
            try:
                l['text'].encode(name)
            except UnicodeEncodeError:
                continue
            if not l['text'].isascii() and name != l['charset']:
                l['charset'] = name
                found = True
                break
    return {'charset'} if found else None


def part_added(m, rnd):
    part = {'type': 'text/plain', 'text': rnd.choice(FOOTERS).lstrip('\n'), 'charset': 'us-ascii', 'cte': '7bit', 'field': rnd.random() < 0.7, 'quoted': True}
    if m['tree'].get('multi') == 'mixed':
        m['tree']['parts'].append(part)
        return {'mime_part_added'}
    m['tree'] = {'multi': 'mixed', 'parts': [m['tree'], part], 'boundary': '===============%d==' % rnd.getrandbits(60), 'preamble': False}
    return {'mime_wrapped'}


def two_at_once(m, rnd):
    one, two = rnd.choice([(subject_tag, footer_text), (subject_tag, footer_both), (subject_tag, banner), (banner, footer_text), (reencoded, footer_text), (subject_tag, reencoded),
                           (subject_tag, part_added), (list_headers, footer_text), (charset, subject_tag)])
    a = one(m, rnd)
    b = two(m, rnd) if a else None
    return a | b if a and b else None


# Changes of the bytes: (header section, body) -> body.

def line_ends(raw, rnd):
    how = rnd.choice([lambda b: b.replace(b'\r\n', b'\r\r\n'), lambda b: b.replace(b'\r\n', b'\r\n\r\n')])
    return how(raw), {'line_ends'}


def trailing_blanks(raw, rnd):
    how = rnd.choice([lambda b: re.sub(rb'(?<=[^\r\n])\r\n', b' \r\n', b), lambda b: b.replace(b'\r\n-- \r\n', b'\r\n--\r\n'), lambda b: re.sub(rb'(?<=\.)\r\n', b'  \r\n', b)])
    return how(raw), {'trailing_blanks'}


def from_quoting(raw, rnd):
    return raw.replace(b'\r\nFrom ', b'\r\n>From '), {'from_quoting'}


TREE = [('footer in text', footer_text), ('footer in HTML', footer_html), ('footers in both', footer_both), ('banner', banner), ('subject tag', subject_tag),
        ('list headers', list_headers), ('re-wrapped', rewrapped), ('re-encoded', reencoded), ('charset', charset), ('part added', part_added), ('two at once', two_at_once)]
RAW = [('line ends', line_ends), ('trailing blanks', trailing_blanks), ('From quoting', from_quoting)]


def copy(m):
    clone = lambda n: dict(n, parts=[clone(p) for p in n['parts']]) if 'multi' in n else dict(n)
    return {'tree': clone(m['tree']), 'fields': list(m['fields'])}


def received(raw, rnd):
    return (b'Received: from lists.example.net by mx.example.org with ESMTP id 1;\r\n Thu, 19 Nov 2026 10:07:00 +0100\r\n'
            b'Received: from mail.example.com by lists.example.net with ESMTP id 2;\r\n Thu, 19 Nov 2026 10:06:30 +0100\r\n') + raw


def changed(m, rnd, change, key):
    """(the changed message, what is to be named) or None."""
    raw = change in [c for _, c in RAW]
    if change is rewrapped and not any(len(line) > 60 for l in of_type(m, 'plain') for line in l['text'].split('\n')):
        return None
    signed_text = render(m)
    signature = sign(rnd, signed_text, key, change is trailing_blanks)
    if raw:
        head, body = signed_text.split(b'\r\n\r\n', 1)
        new, wanted = change(body, rnd)
        return (received(signature + head + b'\r\n\r\n' + new, rnd), wanted) if new != body else None
    other = copy(m)
    wanted = change(other, rnd)
    return (received(signature + render(other), rnd), wanted) if wanted else None


def run(runner, items, record):
    return dkim_cases.run(runner, [dkim_cases.case({'s1._domainkey.example.com': [record(i)]}, message, NOW, 'u') for i, (message, *_) in enumerate(items)])


ALIKE = {'footer_text': {'footer_text', 'mime_part_added'}, 'reencoded': {'reencoded'}, 'mime_wrapped': {'mime_wrapped', 'mime_part_added'}}


def is_named(kinds, wanted):
    return all(kinds & ALIKE.get(w, {w}) for w in wanted)


def main():
    runner, n = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20
    rnd = random.Random(550)
    keys = [rsa_key('1024'), rsa_key('2048'), rsa_key('1024')]
    ed = [ed25519_key(rnd), ed25519_key(rnd)]
    items, missed = [], collections.Counter()
    for i in range(n):
        m = make(rnd)
        for name, change in TREE + RAW:
            key = ed[0] if i % 20 == 19 else keys[i % 2]
            item = changed(m, rnd, change, key)
            if item:
                items.append((item[0], item[1], name, key[1], i))
    began = time.perf_counter()
    answers = run(runner, items, lambda i: items[i][3])
    took = time.perf_counter() - began
    named, total = collections.Counter(), collections.Counter()
    for item, answer in zip(items, answers):
        signature = answer['dkim'][0]
        if signature['result'] == 'pass':
            continue
        total[item[2]] += 1
        kinds = {c['kind'] for c in signature.get('undone', [])}
        if is_named(kinds, item[1]):
            named[item[2]] += 1
        elif '-v' in sys.argv:
            print('missed: %s, message %d, %s: want %s, got %s' % (item[2], item[4], signature['reason'], sorted(item[1]), sorted(kinds)))
            open('/tmp/undo-missed-%d-%s.eml' % (item[4], item[2].replace(' ', '-')), 'wb').write(item[0]) if '-w' in sys.argv else None
    others, false = [], 0
    for i in range(max(n, 20)):
        m = make(rnd)
        key, published = (ed[0], ed[1][1]) if i % 20 == 19 else (keys[i % 2], keys[2][1])
        item = changed(m, rnd, rnd.choice(TREE)[1], key) if i % 2 else None
        others.append((item[0] if item else received(sign(rnd, render(m), key, False) + render(m), rnd), published))
    for answer in run(runner, others, lambda i: others[i][1]):
        false += 'undone' in answer['dkim'][0]
    for name, _ in TREE + RAW:
        print('%-16s %4d of %4d  %5.1f %%' % (name, named[name], total[name], 100 * named[name] / max(total[name], 1)))
    share = 100 * sum(named.values()) / sum(total.values())
    print('%d of %d changes named: %.1f %%; %d of %d signed with another key had one named; %.1f ms a message' % (
        sum(named.values()), sum(total.values()), share, false, len(others), 1000 * took / len(items)))
    low = [name for name, _ in TREE + RAW if n >= 100 and 100 * named[name] < WANTED_KIND * total[name]]
    sys.exit(bool(share < WANTED or false or low))


main()
