#!/usr/bin/env python3
"""The live World against real servers: what they answer, fail, sign, forge or leave unanswered is what an answer says.

usage: live.py ASK"""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

ASK = sys.argv[1]
try:
    import dns.flags
    import dns.rcode
    import dns.rrset
    from servers import HOST, Servers, own_addresses, own_network
    MISSING = [tool for tool in ('nsd', 'unbound', 'ldns-keygen', 'ldns-signzone') if not shutil.which(tool)]
except ImportError as error:
    MISSING = [str(error)]

LONG = ' '.join('"%s"' % (chr(97 + i % 26) * 255) for i in range(235))
PLAIN = '''$ORIGIN plain.example.
$TTL 3600
@ SOA ns hostmaster 1 3600 900 86400 300
@ NS ns
ns A 127.0.0.1
@ MX 10 mail
@ MX 20 backup.other.example.
@ TXT "v=spf1 ip4:192.0.2.0/24 " "-all"
mail 77 A 192.0.2.25
mail AAAA 2001:db8::25
empty.below A 192.0.2.9
long TXT %s
one CNAME two
two CNAME three
three CNAME www.other.example.
loop CNAME pool
pool CNAME loop
dangling CNAME nobody
*.wild TXT "wild"
escaped MX 5 a\\046b.plain.example.
''' % LONG
for i in range(10):
    PLAIN += 'chain%d CNAME chain%d\n' % (i, i + 1)
PLAIN += 'chain10 A 192.0.2.10\n'
OTHER = '''$ORIGIN other.example.
$TTL 300
@ SOA ns hostmaster 1 3600 900 86400 300
@ NS ns
ns A 127.0.0.1
www A 192.0.2.80
'''
SIGNED = '''$ORIGIN signed.example.
$TTL 3600
@ SOA ns hostmaster 1 3600 900 86400 300
@ NS ns
ns A 127.0.0.1
@ TXT "v=spf1 -all"
www A 192.0.2.80
alias CNAME www
gone A 192.0.2.81
child NS ns.child
ns.child A 127.0.0.1
'''
CHILD = OTHER.replace('other.example', 'child.signed.example')

count = failures = 0


def check(name, holds, *seen):
    global count, failures
    count += 1
    failures += not holds
    print('%s %d - %s' % ('ok' if holds else 'not ok', count, name), flush=True)
    if not holds:
        for one in seen:
            print('# ' + json.dumps(one, default=str), flush=True)


def ask(*words, env=None):
    """The answers, and what is said of the run."""
    done = subprocess.run([ASK] + [str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=100,
                          env=dict(os.environ, **(env or {})))
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    if done.returncode or not lines:
        return [], {'status': done.returncode, 'error': done.stderr.decode()}
    return lines[:-1], dict(lines[-1], status=0, error=done.stderr.decode())


def expect(name, options, question, status, dnssec='unknown', records=None, aliases=None, why='', answer=None, words=None):
    answers, run = ask(*options, *(words or question.split()))
    got = answers[0] if answers else {}
    holds = got.get('status') == status and got.get('dnssec') == dnssec and why in got.get('why', '') and not run['error']
    holds = holds and (records is None or [r['text'] for r in got['records']] == records)
    holds = holds and (aliases is None or got['aliases'] == aliases)
    check('%s: %s' % (name, question or ascii(words[0])), holds and (answer is None or answer(got)), got, run)
    return got


def stub(*zones):
    return ['-a', '', '-s', ', '.join('%s %s@%d' % (zone, HOST, port) for zone, port in zones)]


def names(s):
    plain = s.nsd({'plain.example': s.file('plain', PLAIN), 'other.example': s.file('other', OTHER)})
    both = stub(('plain.example', plain), ('other.example', plain))
    for how, options in (('own recursion', both), ('resolver', ['-a', '', '-r', '%s:%d' % (HOST, s.unbound({'plain.example': plain, 'other.example': plain}))])):
        expect(how, options, 'mail.plain.example A', 'ok', records=['192.0.2.25'], aliases=[], answer=lambda a: 70 < a['records'][0]['ttl'] <= 77)
        expect(how, options, 'MAIL.plain.Example. AAAA', 'ok', records=['2001:db8::25'])
        got = expect(how, options, 'plain.example MX', 'ok')
        check(how + ': both exchangers', sorted(r['text'] for r in got['records']) == ['10 mail.plain.example.', '20 backup.other.example.'], got)
        expect(how, options, 'plain.example TXT', 'ok', records=['"v=spf1 ip4:192.0.2.0/24 " "-all"'], answer=lambda a: a['records'][0]['length'] == 28)
        expect(how, options, 'plain.example TLSA', 'nodata', records=[])
        expect(how, options, 'below.plain.example A', 'nodata')
        expect(how, options, 'nobody.plain.example A', 'nxdomain')
        expect(how, options, 'x.wild.plain.example TXT', 'ok', records=['"wild"'])
        expect(how, options, 'one.plain.example A', 'ok', records=['192.0.2.80'], aliases=['two.plain.example', 'three.plain.example', 'www.other.example'],
               answer=lambda a: a['records'][0]['name'] == 'www.other.example')
        expect(how, options, 'chain0.plain.example A', 'ok', records=['192.0.2.10'], answer=lambda a: len(a['aliases']) == 10)
        expect(how, options, 'dangling.plain.example A', 'nxdomain', aliases=['nobody.plain.example'])
        expect(how, options, 'one.plain.example CNAME', 'ok', records=['two.plain.example.'], aliases=[])
        loop = expect(how, options, 'loop.plain.example A', 'servfail')
        check(how + ': a loop ends', loop.get('ms', 9e9) < 3000 and not loop.get('records'), loop)
        expect(how, options, 'long.plain.example TXT', 'ok', records=[LONG], answer=lambda a: a['records'][0]['length'] == 235 * 255)
        expect(how, options, 'escaped.plain.example MX', 'ok', records=['5 a\\.b.plain.example.'])
    expect('who answered', both, 'mail.plain.example A', 'ok', answer=lambda a: a['who'] == 'own recursion')
    resolver = s.unbound({'plain.example': plain})
    for form in ('%s:%d', '%s@%d', '[%s]:%d'):
        where = form % (HOST, resolver)
        expect('resolver written ' + form % (HOST, 53), ['-a', '', '-r', where], 'mail.plain.example A', 'ok', answer=lambda a: a['who'] == where)
    answers, run = ask(*both, 'mail.plain.example', 'A', ',', 'mail.plain.example', 'A', 'mail.plain.example', 'AAAA')
    check('nothing is asked twice', len(answers) == 3 and run['waits'] == 2, answers, run)


def failing(s):
    def refuse(rcode):
        def answer(query, response, tcp):
            response.set_rcode(rcode)
            return response
        return answer

    def truncate(query, response, tcp):
        if not tcp:
            response.flags |= dns.flags.TC
            return response
        response.answer.append(dns.rrset.from_text(query.question[0].name, 60, 'IN', 'TXT', '"whole"'))
        return response

    refused, servfail = s.fake(refuse(dns.rcode.REFUSED)), s.fake(refuse(dns.rcode.SERVFAIL))
    junk, cut = s.fake(lambda q, r, tcp: b'\xff' * 40), s.fake(truncate)
    for how, options in (('own recursion', lambda f: stub(('plain.example', f.port))), ('resolver', lambda f: ['-a', '', '-r', '%s:%d' % (HOST, f.port)])):
        expect('refused, ' + how, options(refused), 'a.plain.example A', 'refused', why='from 127.0.0.1 got REFUSED')
        expect('failing, ' + how, options(servfail), 'a.plain.example A', 'servfail', why='from 127.0.0.1 got SERVFAIL')
        got = expect('junk, ' + how, options(junk) + ['-q', 700], 'a.plain.example A', 'timeout')
        check('junk: no longer than the limit', got.get('ms', 9e9) < 2000, got)
        expect('cut off by UDP, whole by TCP, ' + how, options(cut), 'a.plain.example TXT', 'ok', records=['"whole"'])
    answers, run = ask(*stub(('plain.example', s.late(0, dns.rcode.REFUSED).port)), *' '.join('n%d.plain.example MX' % i for i in range(400)).split())
    check('400 refusals at once keep their reasons', [(a['status'], 'got REFUSED' in a['why']) for a in answers] == [('refused', True)] * 400, run,
          [a for a in answers if a['status'] != 'refused'][:3])
    check('a server that refuses is asked few times', len(refused.asked) <= 6, refused.asked)
    check('what is cut off is asked by TCP', [tcp for _, tcp in cut.asked] == [False, True] * 3, cut.asked)


def limits(s):
    sink = s.fake(lambda q, r, tcp: None)
    silent = stub(('plain.example', sink.port))
    got = expect('limit of a question', silent + ['-q', 400], 'a.plain.example A', 'timeout', why='no answer within 400 ms')
    check('it is kept', 390 <= got['ms'] < 900, got)
    answers, run = ask(*silent, '-q', 5000, '-t', 600, *'a.plain.example A b.plain.example A , c.plain.example A'.split())
    why = 'the time for all questions, 600 ms, is over'
    check('limit of all questions', [(a['status'], a['why']) for a in answers] == [('timeout', why)] * 3, answers, run)
    check('it is kept, and new questions are not asked', 590 <= answers[1]['ms'] < 1100 and answers[2]['ms'] < 50 and 'c.' not in str(sink.asked), answers, sink.asked)
    check('closing does not wait for what is in flight', run['closing_ms'] < 400, run)
    answers, run = ask(*silent, '-q', 300, '-t', 2000, *'a.plain.example A , b.plain.example A'.split())
    check('each question has its own time', ['within 300 ms' in a['why'] for a in answers] == [True] * 2 and answers[1]['ms'] >= 290, answers)
    check('where nobody ever answered, it says what may be so', all('--resolver' in a['why'] for a in answers), answers)
    answers, run = ask('-a', '', '-r', '%s:%d' % (HOST, sink.port), '-q', 300, 'a.plain.example', 'A')
    check('nor did the resolver', answers[0]['why'] == 'no answer within 300 ms; so far the resolver has answered nothing', answers)
    both = stub(('plain.example', sink.port), ('late.example', s.late(0.05).port))
    answers, run = ask(*both, '-q', 600, 'a.late.example', 'A', 'a.plain.example', 'A')
    check('one answers, one does not', [(a['status'], a['why']) for a in answers] == [('ok', ''), ('timeout', 'no answer within 600 ms')], answers)
    answers, run = ask(*silent, '-q', 300, '-m', 2, *'a.plain.example A b.plain.example A c.plain.example A'.split())
    check('limit of their number', [a['status'] for a in answers] == ['timeout', 'timeout', 'not-asked'] and '2 questions' in answers[2]['why'], answers)
    process = subprocess.Popen([ASK] + [str(w) for w in silent + ['-q', 1500, 'a.plain.example', 'A']], stdout=subprocess.DEVNULL)
    time.sleep(0.7)
    tasks = '/proc/%d/task' % process.pid
    masks = [line.split()[1] for task in os.listdir(tasks) if task != str(process.pid)
             for line in open('%s/%s/status' % (tasks, task)) if line.startswith('SigBlk:')]
    process.wait()
    check('no signal reaches the thread of the library', len(masks) >= 1 and all(int(mask, 16) & 1 << signal.SIGINT - 1 for mask in masks), masks)


def flight(s):
    words = ' '.join('n%d.plain.example A' % i for i in range(200)).split()
    for how, options in (('own recursion', stub(('plain.example', s.late(0.25).port))), ('resolver', ['-a', '', '-r', '%s:%d' % (HOST, s.late(0.25).port)])):
        answers, run = ask(*options, *words)
        last = max((a['ms'] for a in answers), default=9e9)
        check('200 questions, 50 in flight, take four round trips of 250 ms, ' + how, [a['status'] for a in answers] == ['ok'] * 200 and 990 < last < 1900, last, run,
              answers[:3])
        print('# the last after %.0f ms, %d waits' % (last, run.get('waits', 0)))


PAGES = '%s SOA ns hostmaster 1 3600 900 86400 300\n@ NS ns\nns A 127.0.0.1\n'


def pages(s):
    """https, from a server of this host: what comes, what is refused, and what fails how."""
    policy = b'version: STSv1\r\nmode: enforce\r\nmx: mail.plain.example\r\nmax_age: 86400\r\n'
    text = {'Content-Type': 'text/plain; charset=utf-8'}
    served = {'/ok': (200, text, policy), '/moved': (301, {'Location': '/ok'}, b''), '/large': (200, text, b'x' * 65537), '/most': (200, text, b'x' * 65536),
              '/bare': (200, {}, b'\0\xff"\\'), '/silent': None}
    cert = s.certificate('mta-sts.plain.example')
    zone = PAGES % '$ORIGIN plain.example.\n$TTL 60\n@' + 'mta-sts A 127.0.0.1\nother A 127.0.0.1\nbare TXT "x"\nshut A 127.0.0.1\nmapped AAAA ::ffff:127.0.0.1\n'
    dns, server = s.nsd({'plain.example': s.file('pages', zone)}), s.pages(cert, served)
    base = 'https://mta-sts.plain.example:%d' % server.port
    options = stub(('plain.example', dns)) + ['-c', cert, '-p']

    def page(name, where, status, code=0, why='', options=options, **more):
        answers, run = ask(*options, where, 'A')
        got = answers[0] if answers else {}
        check('page: ' + name, (got.get('status'), got.get('code')) == (status, code) and why in got['why'] and all(got[k] == v for k, v in more.items()), got, run)

    page('it comes whole', base + '/ok', 'ok', 200, body=policy.decode(), content_type=text['Content-Type'], url=base + '/ok')
    check('page: asked of that host, once', server.asked == [('/ok', 'mta-sts.plain.example:%d' % server.port)], server.asked)
    page('a redirect is not followed', base + '/moved', 'ok', 301, body='')
    page('not found', base + '/gone', 'ok', 404, body='')
    page('64 KB', base + '/most', 'ok', 200, body='x' * 65536)
    page('more', base + '/large', 'too-large')
    page('no type', base + '/bare', 'ok', 200, content_type='')
    page('a certificate of another name', 'https://other.plain.example:%d/ok' % server.port, 'certificate', why='other.plain.example')
    page('a certificate that nobody vouches for', base + '/ok', 'certificate', options=stub(('plain.example', dns)) + ['-p'])
    page('no address', 'https://bare.plain.example/ok', 'unreachable', why='bare.plain.example has no address')
    page('no server', 'https://shut.plain.example:1/ok', 'unreachable', why='port 1')
    page('a private address', base + '/ok', 'unreachable', why='mta-sts.plain.example has the address 127.0.0.1, that nobody', options=stub(('plain.example', dns)) + ['-c', cert])
    page('a private address in another form', 'https://mapped.plain.example/', 'unreachable', why='that nobody', options=stub(('plain.example', dns)))
    page('silence', base + '/silent', 'timeout', options=options + ['-t', 700])
    page('a password', 'https://a:b@mta-sts.plain.example/ok', 'bad-url')
    asked = len(server.asked)
    answers, run = ask(*options, *[word for path in ('ok', 'moved', 'ok', 'gone') for word in (base + '/' + path, 'A')])
    check('page: nothing is fetched twice', [a['code'] for a in answers] == [200, 301, 200, 404] and len(server.asked) == asked + 3, server.asked, answers)
    record = os.path.join(s.folder, 'pages.world')
    urls = [word for url in (base + '/ok', base + '/moved', base + '/bare', base + '/large', 'https://bare.plain.example/x') for word in (url, 'A')]
    live, _ = ask(*options, '-w', record, *urls)
    again, _ = ask('-z', record, *urls)
    plain = lambda v: [{k: x for k, x in a.items() if k != 'ms'} for a in v]
    check('page: a record gives it again', len(live) == 5 and plain(live) == plain(again), live, again, open(record).read())
    answers, run = ask(*options, base + '/ok', 'A', env={'https_proxy': 'http://127.0.0.1:1', 'ALL_PROXY': 'http://127.0.0.1:1'})
    check('page: no proxy of the environment is used', answers and answers[0]['code'] == 200, answers)


def dnssec(s):
    signed, anchor = s.sign('signed.example', SIGNED, 'good')
    expired, expired_anchor = s.sign('signed.example', SIGNED, 'expired', '-i', '20200101000000', '-e', '20200201000000')
    broken = s.file('broken', open(signed).read().replace('"v=spf1 -all"', '"v=spf1 +all"').replace('192.0.2.80', '192.0.2.99'))
    child = s.file('child', CHILD)
    good = s.nsd({'signed.example': signed, 'child.signed.example': child})
    forged, old = s.nsd({'signed.example': broken}), s.nsd({'signed.example': expired})
    zones = 'signed.example %s@%d, child.signed.example %s@%d' % (HOST, good, HOST, good)
    resolver = s.unbound({'signed.example': good, 'child.signed.example': good})
    for how, options in (('own recursion', ['-s', zones]), ('resolver', ['-r', '%s:%d' % (HOST, resolver)])):
        valid = options + ['-a', anchor]
        expect('signed, ' + how, valid, 'signed.example TXT', 'ok', 'secure', records=['"v=spf1 -all"'], aliases=[])
        expect('signed, ' + how, valid, 'alias.signed.example A', 'ok', 'secure', records=['192.0.2.80'], aliases=['www.signed.example'])
        expect('signed, ' + how, valid, 'signed.example MX', 'nodata', 'secure')
        expect('signed, ' + how, valid, 'nobody.signed.example MX', 'nxdomain', 'secure')
        expect('not signed below, ' + how, valid, 'www.child.signed.example A', 'ok', 'insecure', records=['192.0.2.80'])
        expect('no anchor, ' + how, options + ['-a', ''], 'signed.example TXT', 'ok', 'unknown')
    for how, port, key, why in (('changed after signing', forged, anchor, 'signature verification failed'), ('expired', old, expired_anchor, 'signature expired')):
        for options in (['-s', 'signed.example %s@%d' % (HOST, port)], ['-r', '%s:%d' % (HOST, s.unbound({'signed.example': port}))]):
            got = expect(how, options + ['-a', key], 'signed.example TXT', 'bogus', 'bogus', records=[], why=why)
            check(how + ': the reason in words', got.get('why', '').startswith('validation failure: ') and '<' not in got['why'], got)
    expect('forged, and nobody looks', ['-a', '', '-s', 'signed.example %s@%d' % (HOST, forged)], 'signed.example TXT', 'ok', records=['"v=spf1 +all"'])
    strict = s.unbound({'signed.example': forged}, anchor)
    for options, status in ((['-a', anchor], 'bogus'), (['-a', ''], 'servfail')):
        expect('a resolver that validates itself', ['-r', '%s:%d' % (HOST, strict)] + options, 'signed.example TXT', status, 'bogus' if status == 'bogus' else 'unknown')
    root = s.file('root', '. IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n')
    plain, other = s.file('plain', PLAIN), s.file('dot', OTHER.replace('other.example', ''))
    for how, zones in (('denies', {'plain.example': plain, '.': other}), ('does not serve', {'plain.example': plain})):
        server = s.nsd(zones)
        answers, run = ask('-r', '%s:%d' % (HOST, s.unbound({'.': server, 'plain.example': server})), '-a', root,
                           *'mail.plain.example A plain.example MX , nobody.plain.example A'.split())
        check('a resolver that %s the keys of the root costs the validation, not the answers' % how,
              [(a['status'], a['dnssec']) for a in answers] == [('ok', 'unknown'), ('ok', 'unknown'), ('nxdomain', 'unknown')], answers, run)


def other_worlds(s):
    """One over this one, and one that replays it."""
    signed, anchor = s.sign('signed.example', SIGNED, 'good')
    server = s.nsd({'plain.example': s.file('plain', PLAIN), 'other.example': s.file('other', OTHER), 'signed.example': signed})
    broken = s.nsd({'signed.example': s.file('broken', open(signed).read().replace('"v=spf1 -all"', '"v=spf1 +all"'))})
    zones = 'plain.example %s@%d, other.example %s@%d, refused.example %s@%d, failing.example %s@%d, silent.example %s@%d' % (
        HOST, server, HOST, server, HOST, s.late(0, dns.rcode.REFUSED).port, HOST, s.late(0, dns.rcode.SERVFAIL).port,
        HOST, s.fake(lambda q, r, tcp: None).port)
    overlay = 'mail.plain.example. 60 IN A 192.0.2.111\n; !delete plain.example. TXT\n'
    answers, run = ask('-a', '', '-s', zones, '-o', overlay, *'mail.plain.example A mail.plain.example AAAA plain.example TXT www.other.example A'.split())
    check('over the live World another', [(a['status'], [r['text'] for r in a['records']]) for a in answers] ==
          [('ok', ['192.0.2.111']), ('ok', ['2001:db8::25']), ('nodata', []), ('ok', ['192.0.2.80'])], answers, run)
    questions = ('mail.plain.example A plain.example MX plain.example TXT plain.example TLSA nobody.plain.example A x.wild.plain.example TXT one.plain.example A '
                 'chain0.plain.example A dangling.plain.example A one.plain.example CNAME loop.plain.example A long.plain.example TXT escaped.plain.example MX '
                 'plain.example SOA ns.plain.example PTR a.refused.example TXT a.failing.example TXT a.silent.example TXT a..example A , www.signed.example A '
                 'alias.signed.example A nobody.signed.example A signed.example TXT signed.example DNSKEY').split() + ['a b\\"\x07.plain.example', 'A']
    for how, signer in (('whole', server), ('broken', broken)):
        record = os.path.join(s.folder, 'record-' + how)
        asked, run = ask('-a', anchor, '-s', zones + ', signed.example %s@%d' % (HOST, signer), '-q', 900, '-n', 1790000000, '-w', record, *questions)
        replayed, again = ask('-z', record, *questions)
        facts = [[{k: v for k, v in a.items() if k not in ('ms', 'who')} for a in answers] for answers in (asked, replayed)]
        check('the replay of a recording answers the same, signed zone ' + how, len(asked) == len(questions) // 2 and facts[0] == facts[1] and not run['error'],
              *([pair for pair in zip(*facts) if pair[0] != pair[1]][:4] + [run, again]))
        check('and asks nobody, at the same time', again.get('waits') == 0 and again.get('loaded') is False and again.get('now') == 1790000000, again)


def odd_names(s):
    answering = s.late(0)
    options = stub(('plain.example', answering.port), ('.', answering.port))
    for name in ('a b', 'a\\b', 'a\\046b', '"q"', 'a@b', 'a;b', 'a$b', '(a', '\u00e9', '_spf', '%7b', '\x07', '*'):
        expect('odd name', options, '', 'ok', records=['192.0.2.1'], words=[name + '.plain.example', 'A'])
    expect('odd name', ['-a', '', '-r', '%s:%d' % (HOST, answering.port)], '', 'ok', records=['192.0.2.1'], words=['.', 'A'])
    expect('odd name', options, '', 'ok', records=['192.0.2.1'], words=['.'.join(['x' * 59] * 4)[:239] + '.plain.example', 'A'])


def start(s):
    answers, run = ask('-a', '')
    check('who asks nothing loads nothing', run.get('loaded') is False, run)
    answers, run = ask('-a', '', 'a..example', 'A')
    check('nor who asks for what is no name', run.get('loaded') is False and answers[0]['status'] == 'bad-name', answers, run)
    for bad in ('dns.example', '192.0.2.53:', '192.0.2.53:0', '192.0.2.53:65536', '192.0.2.53:53x', '[2001:db8::53', '[2001:db8::53]53', '192.0.2.53@', '', ':53', '@'):
        answers, run = ask('-a', '', '-r', bad, 'a.example', 'A')
        check('no address of a resolver: %s' % bad, run['status'] == 64 and 'write it as 192.0.2.53' in run['error'], answers, run)
    answers, run = ask('-s', 'example.org', 'a.example', 'A')
    check('no list of stubs', run['status'] == 64 and 'example.org 192.0.2.53@5353' in run['error'], run)
    answers, run = ask('-a', '/nonexistent/root.key', 'a.example', 'A')
    check('no file of trust anchors', run['status'] == 66 and '/nonexistent/root.key: No such file' in run['error'], run)
    s.file('libunbound.so.8', 'not a library')
    answers, run = ask('-a', '', 'a.example', 'A', 'b.example', 'MX', env={'LD_LIBRARY_PATH': s.folder})
    check('the library is missing', [a['status'] for a in answers] == ['not-asked'] * 2 and 'package libunbound8' in answers[1]['why'], answers, run)
    answers, run = ask('-a', s.file('bad.key', 'no key at all\n'), '-s', 'plain.example %s@9' % HOST, 'a.plain.example', 'A', 'b.plain.example', 'A')
    check('a file of trust anchors that is none', [a['status'] for a in answers] == ['not-asked'] * 2 and 'bad.key' in answers[0]['why'], answers, run)


ROOTS = ('198.41.0.4 199.9.14.201 192.33.4.12 199.7.91.13 192.203.230.10 192.5.5.241 192.112.36.4 198.97.190.53 192.36.148.17 192.58.128.30 193.0.14.129 '
         '199.7.83.42 202.12.27.33').split()
HEAD = '$ORIGIN %s.\n$TTL 3600\n@ SOA ns hostmaster 1 3600 900 86400 300\n@ NS ns\nns A %s\n'


def recursion(s):
    """From the root down, in a network where the root servers' addresses are this host's.  Nothing is asked after this one."""
    if not own_network():
        check('own recursion from the root # SKIP no network of its own is allowed here', True)
        return
    answers, run = ask('-a', '', *'www.good.example A good.example MX'.split())
    check('where there is no network, no name server is blamed', [(a['status'], '--resolver' in a['why'], a['ms'] < 2000) for a in answers] == [('timeout', True, True)] * 2,
          answers, run)
    own_addresses(ROOTS + ['203.0.113.1', '203.0.113.2'])

    def zone(name, host, text):
        return HEAD % (name, host) + text

    def ds(key):
        return open(key[:-4] + '.ds').read()

    good, good_key = s.sign('good.example', zone('good.example', '203.0.113.2', 'www A 192.0.2.80\n@ TXT "v=spf1 -all"\n'), 'good')
    bad, bad_key = s.sign('bad.example', zone('bad.example', '203.0.113.2', 'www A 192.0.2.80\n'), 'bad')
    bad = s.file('bad', open(bad).read().replace('192.0.2.80', '192.0.2.99'))
    children = ''.join('%s NS ns.%s\nns.%s A %s\n' % (name, name, name, host) for name, host in (
        ('good', '203.0.113.2'), ('bad', '203.0.113.2'), ('plain', '203.0.113.2'), ('lame', '203.0.113.2'), ('inside', HOST), ('gone', '203.0.113.3')))
    tld, tld_key = s.sign('example', zone('example', '203.0.113.1', children + ds(good_key) + ds(bad_key)), 'tld')
    root, root_key = s.sign('.', zone('', ROOTS[0], 'example. NS ns.example.\nns.example. A 203.0.113.1\n' + ds(tld_key)), 'root')
    s.nsd({'.': root}, ROOTS, 53)
    s.nsd({'example': tld}, ['203.0.113.1'], 53)
    plain, inside = (s.file(name, zone(name + '.example', host, 'www A 192.0.2.80\n')) for name, host in (('plain', '203.0.113.2'), ('inside', HOST)))
    s.nsd({'good.example': good, 'bad.example': bad, 'plain.example': plain}, ['203.0.113.2'], 53)
    s.nsd({'inside.example': inside}, [HOST], 53)
    valid = ['-a', root_key]
    expect('from the root', valid, 'www.good.example A', 'ok', 'secure', records=['192.0.2.80'], answer=lambda a: a['who'] == 'own recursion')
    expect('from the root', valid, 'good.example TXT', 'ok', 'secure', records=['"v=spf1 -all"'])
    expect('from the root', valid, 'nobody.good.example MX', 'nxdomain', 'secure')
    expect('from the root', valid, 'nobody.nowhere MX', 'nxdomain', 'secure')
    expect('from the root', valid, 'www.plain.example A', 'ok', 'insecure', records=['192.0.2.80'])
    expect('from the root', valid, 'www.bad.example A', 'bogus', 'bogus', records=[], why='signature verification failed from 203.0.113.2')
    expect('from the root', valid, 'www.lame.example A', 'refused', why='203.0.113.2 got REFUSED')
    expect('this host is not asked', valid + ['-q', 1500], 'www.inside.example A', 'servfail', records=[])
    expect('a server that is not there', valid + ['-q', 1000], 'www.gone.example A', 'timeout', why='no answer within 1 s', records=[])
    expect('no anchor', ['-a', ''], 'www.bad.example A', 'ok', records=['192.0.2.99'])
    old = s.file('old.key', '. IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n')
    expect('keys of the root that are out of date', ['-a', old], 'www.good.example A', 'ok', records=['192.0.2.80'])
    expect('this host as a resolver', ['-a', '', '-r', HOST], 'www.inside.example A', 'ok', records=['192.0.2.80'])


def main():
    if MISSING:
        print('1..0 # SKIP not installed: ' + ', '.join(MISSING))
        return 1 if os.environ.get('CI') else 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    for part in (names, failing, limits, flight, pages, dnssec, other_worlds, odd_names, start, recursion):
        if len(sys.argv) > 2 and part.__name__ not in sys.argv[2:]:
            continue
        with Servers() as servers:
            part(servers)
    print('1..%d' % count)
    return failures > 0


if __name__ == '__main__':
    sys.exit(main())
