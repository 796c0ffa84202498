"""What the tests of DKIM and ARC share: cases for tests/auth/dkim_run.c, and master files as far as they hold keys."""
import json
import re
import subprocess


def case(records, message, now, flags='-'):
    """records: name -> list of texts (bytes or str); message: bytes."""
    lines = []
    for name, texts in records.items():
        for text in texts:
            text = text if isinstance(text, bytes) else text.encode()
            lines.append(name.encode() + b'\t' + text.replace(b'\n', b' ') + b'\n')
    records = b''.join(lines)
    return b'%d %d %d %s\n' % (len(records), len(message), now, flags.encode()) + records + message


def run(runner, cases):
    done = subprocess.run([runner], input=b''.join(cases), stdout=subprocess.PIPE, check=True)
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert len(answers) == len(cases), '%d answers for %d cases' % (len(answers), len(cases))
    return answers


def zone_texts(zone):
    """The TXT records of a master file, one record a line."""
    records = {}
    for line in zone.splitlines():
        found = re.match(r'(\S+?)\.?\s+(?:\d+\s+)?IN\s+TXT\s+(.*)', line)
        if found:
            records.setdefault(found.group(1), []).append(''.join(re.findall(r'"([^"]*)"', found.group(2))))
    return records


def crlf(text):
    return re.sub(rb'\r?\n', b'\r\n', text)
