#!/usr/bin/env python3
"""against_dkimpy.py RUNNER [CASES]: generated messages, signed by dkimpy and then changed or not; both verifiers must agree, or the RFC says why not.

Drawn at random with a fixed seed: header fields folded, doubled, empty, 8-bit; bodies with blanks and empty lines at the ends of
things; RSA and Ed25519, both canonicalisations, l=, x=, t=; changes of the header, the body, the signature's tags, and the key
record.  Every difference must be one of `explained`."""
import base64
import random
import re
import subprocess
import sys
import types
import dkim_cases

try:
    import dkim
    import nacl.signing
except ImportError:
    print('skipped: no dkimpy (python3-dkim)')
    sys.exit(77)

NOW = 1795000000
DOMAIN, SELECTOR = b'example.com', b's1'
dkim.time = types.SimpleNamespace(time=lambda: NOW)


def openssl(*args, data=None):
    return subprocess.run(('openssl',) + args, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout


def make_keys(rnd):
    """[(algorithm, what signs, p=)]; the RSA keys are new each time, which changes no outcome."""
    keys = []
    for bits in ('1024', '1024', '2048'):
        pem = openssl('genrsa', '-traditional', bits)
        public = openssl('rsa', '-pubout', '-outform', 'DER', data=pem)
        keys.append((b'rsa-sha256', dkim.crypto.parse_pem_private_key(pem), base64.b64encode(public)))
        keys.append((b'rsa-sha256', keys[-1][1], base64.b64encode(openssl('rsa', '-RSAPublicKey_out', '-outform', 'DER', data=pem))))
    for _ in range(2):
        key = nacl.signing.SigningKey(bytes(rnd.randrange(256) for _ in range(32)))
        keys.append((b'ed25519-sha256', key, base64.b64encode(bytes(key.verify_key))))
    return keys


# ---- messages ----

NAMES = [b'From', b'To', b'Subject', b'Date', b'Message-ID', b'Received', b'X-Odd', b'MIME-Version',
         b'Content-Type', b'List-Unsubscribe', b'Cc', b'x_9']
WORDS = [b'one', b'two words', b'three  blanks', b'a\tb', b'<x@example.net>', b'"quoted; text"', b'b=abc;',
         b'caf\xc3\xa9', b'\xe9', b'(comment)', b'x' * 90, b'=?utf-8?q?y?=', b'a:b', b'']


def some_case(rnd, name):
    return rnd.choice([name, name, name.lower(), name.upper(), name.title()])


def value(rnd):
    out = rnd.choice([b' ', b' ', b'', b'\t', b'  '])
    for i in range(rnd.randrange(5)):
        out += rnd.choice(WORDS) + rnd.choice([b' ', b' ', b'\r\n ', b'\r\n\t', b' \r\n  ', b'\t', b'  ', b''])
    if rnd.random() < 0.7:
        out = out.rstrip()
    return re.sub(rb'\r\n[ \t]*(?=\r\n|$)', b'', out)           # no line of blanks alone


def header(rnd):
    fields = [(b'From', b' News <news@example.com>')]
    for _ in range(rnd.randrange(1, 9)):
        name = rnd.choice(NAMES[1:])
        fields.append((some_case(rnd, name), value(rnd)))
        if rnd.random() < 0.15:
            fields.append((some_case(rnd, name), value(rnd)))
    rnd.shuffle(fields)
    return fields


def body(rnd):
    lines = [rnd.choice([b'', b'', b' ', b'\t', b'text', b'text  two', b'text ', b'text\t', b' text', b'\ttext \t x', b'-- ',
                         b'a\rb', b'\xff\x00', b'y' * 200, b'. '])
             for _ in range(rnd.choice([0, 1, 2, 5, 12]))]
    return b'\r\n'.join(lines) + rnd.choice([b'\r\n', b'\r\n', b'', b'\r\n\r\n', b'\r\n \r\n', b'\r\n\r\n\r\n', b' ' * (rnd.random() < 0.2)])


def assemble(fields, text):
    return b''.join(name + b':' + content + b'\r\n' for name, content in fields) + b'\r\n' + text


def sign(rnd, fields, text, key):
    """dkimpy's signer with tags of our choice: (name, value) of the new field."""
    algorithm, private, _ = key
    d = dkim.DKIM(assemble(fields, text), signature_algorithm=algorithm)
    d.hasher = dkim.HASH_ALGORITHMS[algorithm]
    canon = rnd.choice([b'simple/simple', b'relaxed/relaxed', b'relaxed/simple', b'simple/relaxed', b'relaxed', b'simple'])
    policy = dkim.CanonicalizationPolicy.from_c_value(canon)
    signed = [b'from'] + [name.lower() for name, _ in fields if rnd.random() < 0.6 and name.lower() != b'from']
    signed += rnd.choice([[], [], [b'from'], [b'reply-to'], [b'subject']])
    rnd.shuffle(signed)
    hashed = policy.canonicalize_body(d.body)
    limit = rnd.choice([None] * 6 + [len(hashed), len(hashed) // 2, 0])
    made = rnd.choice([None, NOW - 1000, NOW - 1000, NOW - 10 ** 7, NOW + 100, NOW + 10 ** 6])
    expires = rnd.choice([None] * 5 + [NOW + 1000, NOW + 10 ** 7, NOW - 100, NOW - 10 ** 6])
    if made and expires and expires <= made:
        expires = None
    bh = base64.b64encode(d.hasher(hashed if limit is None else hashed[:limit]).digest())
    tags = [(b'v', b'1'), (b'a', algorithm), (b'c', canon), (b'd', DOMAIN), (b's', SELECTOR)]
    tags += [(b'i', rnd.choice([b'@example.com', b'user@example.com', b'x@sub.example.com']))] if rnd.random() < 0.5 else []
    tags += [(b'l', b'%d' % limit)] if limit is not None else []
    tags += [(b't', b'%d' % made)] if made else []
    tags += [(b'x', b'%d' % expires)] if expires else []
    tags += [(b'q', b'dns/txt')] if rnd.random() < 0.3 else []
    tags += [(b'unknown', b'some text')] if rnd.random() < 0.1 else []
    colons = [b':', b' : ', b':\r\n\t'] if policy.header_algorithm.name == b'relaxed' else [b':', b' : ']
    tags += [(b'h', rnd.choice(colons).join(signed)), (b'bh', bh), (b'b', b'0' * 60)]
    if rnd.random() < 0.2:
        rest = tags[1:-1]
        rnd.shuffle(rest)
        tags = tags[:1] + rest + tags[-1:]
    made = d.gen_header([t for t in tags], signed, policy, b'DKIM-Signature', private)
    name = some_case(rnd, b'DKIM-Signature') if policy.header_algorithm.name == b'relaxed' else b'DKIM-Signature'
    return name, b' ' + made.rstrip(b'\r\n')


# ---- changes ----

def change_header(rnd, fields, text):
    fields, at = list(fields), rnd.randrange(1, len(fields))
    name, content = fields[at]
    how = rnd.randrange(9)
    if how == 0:
        del fields[at]
    elif how == 1:
        fields.insert(rnd.randrange(len(fields) + 1), (some_case(rnd, name), value(rnd)))
    elif how == 2:
        fields[at] = name, content + b' changed'
    elif how == 3:
        fields[at] = name, re.sub(rb'[ \t]+', lambda m: rnd.choice([b' ', b'  ', b'\t', b'\r\n ']), content, count=2).rstrip()
    elif how == 4:
        fields[at] = name.swapcase(), content
    elif how == 5:
        fields.insert(rnd.randrange(1, len(fields)), (b'Received', b' from a by b'))
    elif how == 6:
        fields[at] = name, content + rnd.choice([b' ', b'\t'])
    elif how == 7:
        fields.insert(rnd.randrange(2), (b'From', b' somebody@example.net'))
    else:
        other = rnd.randrange(1, len(fields))
        fields[at], fields[other] = fields[other], fields[at]
    return fields, text


def change_body(rnd, fields, text):
    at = rnd.randrange(len(text) + 1)
    return fields, rnd.choice([
        lambda: text[:at] + rnd.choice([b' ', b'\t', b'x', b'\r\n']) + text[at:],
        lambda: text[:at] + text[at + 1:] if text[at:at + 1] not in b'\r\n' else text,
        lambda: text + b'\r\n-- \r\nfooter\r\n',
        lambda: text + b'\r\n' * rnd.randrange(1, 4),
        lambda: text.replace(b'\r\n', b' \r\n'),
        lambda: text.rstrip(b'\r\n'),
        lambda: text.replace(b' ', b'  '),
        lambda: b'',
    ])()


def change_tags(rnd, fields, text):
    name, content = fields[0]
    tags = [t.split(b'=', 1) for t in content.split(b';')]
    at = rnd.randrange(len(tags))
    key, val = tags[at][0], tags[at][1] if len(tags[at]) > 1 else b''
    how = rnd.randrange(11)
    if how == 0:
        del tags[at]
    elif how == 1:
        tags[at] = [key, val.swapcase()]
    elif how == 2:
        tags[at] = [key + rnd.choice([b' ', b'\r\n ']), rnd.choice([b' ', b'']) + val]
    elif how == 3:
        tags[at] = [key, val + rnd.choice([b' ', b'\r\n ', b'\t'])]
    elif how == 4:
        tags.insert(rnd.randrange(len(tags)), [key, val])
    elif how == 5:
        tags[at] = [key, rnd.choice([b'', b'x', b'1', b'12 3', b'-1', b'99999999', b'simple',
                                      b'relaxed/relaxed', b'rsa-sha1', b'rsa-sha256', b'example.net', b'AAAA', b'*!'])]
    elif how == 6:
        tags.append([b''])
    elif how == 7:
        tags.insert(rnd.randrange(len(tags)), rnd.choice([
            [b' z', b'1'], [b''], [b' novalue'], [b' 9z', b'1'], [b' i', b'@example.net'], [b' i', b'x@sub.example.com'], [b' q', b'http/x'],
            [b' l', b'3'], [b' x', b'%d' % (NOW - 10 ** 6)], [b' t', b'%d' % (NOW + 10 ** 6)], [b' l', b'10000000']]))
    elif how == 8:
        place = rnd.randrange(len(val) + 1)
        tags[at] = [key, val[:place] + rnd.choice([b'A', b'=', b' ', b'\r\n ', b':', b'from:', b'%']) + val[place + rnd.randrange(2):]]
    elif how == 9:
        tags = [[re.sub(rb'^\s*h$', b' h', k[0])] + [v + b':dkim-signature' if k[0].strip() == b'h' else v for v in k[1:]] for k in tags]
    else:
        tags[at] = [key.upper(), val]
    return [(name, b';'.join(b'='.join(t) for t in tags))] + fields[1:], text


def key_record(rnd, key, keys, odd):
    kind = b'ed25519' if key[0].startswith(b'ed') else b'rsa'
    if not odd:
        return rnd.choice([b'v=DKIM1; k=%s; p=%s', b'v=DKIM1;k=%s;p=%s;', b'k=%s; p=%s', b'v=DKIM1; k=%s; t=y; n=a note; p=%s',
                           b'v=DKIM1; h=sha1:sha256; s=email; k=%s; p=%s']) % (kind, key[2])
    return rnd.choice([
        lambda: b'v=DKIM1; p=' + key[2],
        lambda: b'v=DKIM1; k=rsa; p=' + key[2],
        lambda: b'v=DKIM1; k=ed25519; p=' + key[2],
        lambda: b'v=DKIM1; k=%s; p=' % kind,
        lambda: b'v=DKIM1; k=%s; p=%s' % (kind, rnd.choice(keys)[2]),
        lambda: b'v=DKIM1; k=%s; p=%s' % (kind, key[2][:rnd.randrange(len(key[2]))]),
        lambda: b'v=DKIM1; k=%s; t=s; p=%s' % (kind, key[2]),
        lambda: b'v=DKIM1; k=%s; h=sha1; p=%s' % (kind, key[2]),
        lambda: b'v=DKIM1; k=%s; s=tlsrpt; p=%s' % (kind, key[2]),
        lambda: b'v=DKIM1; k=%s; s=other; p=%s' % (kind, key[2]),
        lambda: b'v=DKIM2; k=%s; p=%s' % (kind, key[2]),
        lambda: b'k=%s; v=DKIM1; p=%s' % (kind, key[2]),
        lambda: b'v=DKIM1\\; k=%s\\; p=%s' % (kind, key[2]),
        lambda: b'v=DKIM1; k=%s; p=%s; p=%s' % (kind, key[2], key[2]),
        lambda: b'v=DKIM1; k=%s; p=%s; foo' % (kind, key[2]),
        lambda: b'v=DKIM1; k=%s; p=%s' % (kind, re.sub(rb'(.{40})', rb'\1 ', key[2])),
        lambda: b'"v=DKIM1; k=%s; p=%s"' % (kind, key[2]),
        lambda: b'v=spf1 -all',
        lambda: b'',
    ])()


def generate(rnd, keys):
    fields, text, key = header(rnd), body(rnd), rnd.choice(keys)
    fields.insert(0, sign(rnd, fields, text, key))
    changes = []
    while rnd.random() < 0.45:
        change = rnd.choice([change_header, change_body, change_tags])
        fields, text = change(rnd, fields, text)
        changes.append(change.__name__)
    return fields, text, key_record(rnd, key, keys, rnd.random() < 0.2), changes


# ---- judging ----

def dkimpy_says(message, record):
    try:
        return bool(dkim.DKIM(message).verify(dnsfunc=lambda name, timeout=5: record))
    except Exception as e:                          # it leaves by many
        return type(e).__name__


def tag(fields, name):
    """The tag of the signature as we read it; None where it is absent."""
    for content in (c for n, c in fields if n.lower() == b'dkim-signature'):
        for one in content.split(b';'):
            found, _, val = one.partition(b'=')
            if found.strip() == name:
                return val.strip()
    return None


def froms(fields):
    return sum(n.lower() == b'from' for n, _ in fields)


def number(text):
    return int(text) if text and text.isdigit() else None


def relaxed_body(fields):
    return (tag(fields, b'c') or b'').lower().endswith(b'/relaxed')


def unpadded(text):
    return len(re.sub(rb'\s', b'', text or b'')) % 4 != 0


# (why, which of both says pass, does it apply?)
explained = [
    ('RFC 8301 3.1: rsa-sha1 is no signature', 'dkimpy', lambda f, t, r, us: us['reason'] == 'sha1'),
    ('RFC 6376 3.6.1: the key has h= without sha256', 'dkimpy', lambda f, t, r, us: us['reason'] == 'key_unusable' and b'h=sha1;' in r),
    ('RFC 6376 3.6.1: the key says t=s', 'dkimpy', lambda f, t, r, us: us['reason'] == 'key_unusable' and b't=s' in r),
    ('RFC 6376 3.6.1: the key has v=, and not in the first place', 'dkimpy', lambda f, t, r, us: us['reason'] == 'key_unusable' and b'; v=DKIM1' in r),
    ('RFC 6376 3.6.1: the key has s=other', 'dkimpy', lambda f, t, r, us: us['reason'] == 'key_unusable' and b's=other' in r),
    ('RFC 6376 3.5: clocks apart by less than 10 hours', 'dkimpy', lambda f, t, r, us: us['reason'] in ('expired', 'future')
     and min(abs((number(tag(f, k)) or 0) - NOW) for k in (b't', b'x')) < 36000),
    ('RFC 6376 3.5: l= is larger than the body', 'dkimpy', lambda f, t, r, us: us['reason'] == 'body_hash'
     and (number(tag(f, b'l')) or 0) > us['body_bytes']),
    ('RFC 6376 3.4.4: blanks at the end of a last line that has no line end', 'either', lambda f, t, r, us:
     relaxed_body(f) and t[-1:] in b' \t'),
    ('RFC 6376 2.10: base64 without its padding is base64', 'us', lambda f, t, r, us:
     unpadded(r.split(b'p=')[-1]) or unpadded(tag(f, b'b')) or unpadded(tag(f, b'bh'))),
    ('RFC 6376 5.4.2, 8.15: a From that is not signed stands there', 'us', lambda f, t, r, us: us['unsigned_from']),
    ('RFC 6376 5.4: h= does not name From', 'dkimpy', lambda f, t, r, us: us['reason'] == 'syntax' and 'From' in us['why']),
]


def explanation(fields, text, record, them, us):
    side = 'us' if us['result'] == 'pass' else 'dkimpy'
    for why, who, applies in explained:
        if who in (side, 'either') and applies(fields, text, record, us):
            return why
    return None


def main():
    runner, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    rnd = random.Random(6376)
    keys = make_keys(rnd)
    cases = [generate(rnd, keys) for _ in range(count)]
    name = (SELECTOR + b'._domainkey.' + DOMAIN).decode()
    form = [rnd.random() < 0.5 for _ in cases]
    messages = [assemble(f, t).replace(b'\r\n', b'\n') if lf else assemble(f, t) for (f, t, _, _), lf in zip(cases, form)]
    answers = dkim_cases.run(runner, [dkim_cases.case({name: [record]} if record else {}, m, NOW)
                                      for (_, _, record, _), m in zip(cases, messages)])
    found, open_, passed = {}, 0, 0
    for (fields, text, record, changes), message, answer in zip(cases, messages, answers):
        them = dkimpy_says(message, record)
        us = answer['dkim'][0] if answer['dkim'] else {
            'result': 'none', 'reason': '', 'why': '', 'unsigned_from': 0, 'body_bytes': 0}
        passed += us['result'] == 'pass'
        if (them is True) == (us['result'] == 'pass'):
            continue
        why = explanation(fields, text, record, them, us)
        found[why] = found.get(why, 0) + 1
        if not why:
            open_ += 1
            if open_ <= 20:
                print('dkimpy %s, we %s %s (%s); %s; key %r\n%s' % (
                    them, us['result'], us['reason'], us['why'], changes, record[:60], message.decode('latin-1')))
    for why, n in sorted(found.items(), key=lambda x: str(x[0])):
        print('%5d  %s' % (n, why or 'NOT EXPLAINED'))
    print('%d of %d agree, %d pass; the RFC explains %d, %d are open' % (count - sum(found.values()), count, passed, sum(found.values()) - open_, open_))
    sys.exit(bool(open_))


main()
