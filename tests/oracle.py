#!/usr/bin/env python3
"""An independent oracle of the rule matcher, for the tests and for writers of rules.

  oracle.py check [FILE…]                     what is wrong in the knowledge (or in these files of it); exit 1 if anything
  oracle.py replies [--show N]                classify corpora/replies/replies.tsv from its texts alone, and score it
  oracle.py explain 'TEXT' [--speaker HOST]   the normal form of a reply, the rules that match it, the winner
  oracle.py export FILE                       JSON lines: the rules that match each reply of FILE (.tsv with a column
                                              `reply`, else one reply a line, `\\n` for its line breaks)
  oracle.py selftest                          the normal form and the patterns, by examples
  --knowledge DIR  reads another folder than knowledge/ of this checkout

It is no part of the program, which is C and shares no line with it.  It reads the same knowledge by the same
document (docs/knowledge.md), but turns each pattern into a Python regular expression, so that a mistake of the
C matcher shows as a difference.  It is written to be read, not to be fast.

Where the document leaves a choice, this is how it is made here:
- a gap or a hole ends where the literal after it first fits, and is not tried again further on (atomic groups);
- lengths are bytes of UTF-8;
- a rule's literal bytes are those of the longest of its alternatives that match, plus those of its token;
- the unknown factor of role and stage is applied once; `generic` includes what is below it, `policy.local` does not;
- a code that is half known (`550` against `550/5.7.1`) counts as missing in its other half;
- a match that the end of the input cut short comes after every whole one of its kind (token, speaker, text);
- between equals the rule whose id comes first wins.

Python 3.11 and its standard library alone.  Data outside the checkout is found by $FIVEFIFTY_SHARED (default
../shared beside the checkout).
"""
import argparse
import csv
import functools
import itertools
import json
import os
import re
import sys
import unicodedata
from collections import Counter, defaultdict, namedtuple

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.environ.get('FIVEFIFTY_SHARED') or os.path.join(os.path.dirname(CHECKOUT), 'shared')

CLOSED_LISTS = {
    'Class': 'hard soft block info',
    'Address': 'keep suppress after_repeats',
    'Retry': 'now later after_fix no',
    'Basis': 'verbatim documented format-string reconstructed',
    'Role': 'own submission recipient_mx filter forwarder after_acceptance',
    'Stage': 'connect ehlo mail rcpt data end-of-data after-acceptance',
    'Who': 'sender_dns sender_mta sender_hosting sender_content forwarder_admin recipient recipient_admin '
           'provider list_operator hosting_provider nobody unknown',
}
CLOSED_LISTS = {field: set(values.split()) for field, values in CLOSED_LISTS.items()}

# The fields of each kind of stanza; None: whatever it says.
FIELDS = {
    'Rule': 'From Provider Role Stage Code Token Reply Cause Class Retry Remedy Source Checked Basis Example Not',
    'Cause': 'Title Class Address Who Retry Remedy Explain Heading Source Checked',
    'Remedy': 'Summary Step Never Letter Source Checked',
    'Code': None, 'Provider': None, 'Blocklist': None, 'Dialect': None, 'Topic': None, 'Confidence': None,
    'Requirement': None,
}
FIELDS = {kind: names and set(names.split()) for kind, names in FIELDS.items()}

MOST_EXPANSIONS = 256       # patterns that the groups of one line may make
GAP = 200                   # bytes of a gap that names no length
PREFIX = 24                 # literal bytes after which a reply may end inside a pattern
GLUED = 12                  # bytes of a literal that is sought without regard to blanks


class Mistake(Exception):
    """Something in the knowledge that cannot be read."""


# ---- stanzas -------------------------------------------------------------------------------------------------

Field = namedtuple('Field', 'name value line')


class Stanza:
    """Fields in their order; the first one names the kind and the id."""

    def __init__(self, path, fields):
        self.path, self.fields = path, fields
        self.kind, self.id, self.line = fields[0]

    def all(self, name):
        return [f for f in self.fields[1:] if f.name == name]

    def first(self, name, default=''):
        return next((f.value for f in self.fields[1:] if f.name == name), default)


def read_stanzas(path, complain):
    """The stanzas of one file; what is no field goes to complain(path, line, text)."""
    try:
        text = open(path, encoding='utf-8').read()
    except UnicodeDecodeError as why:
        complain(path, 1, 'not UTF-8: %s' % why)
        text = open(path, encoding='utf-8', errors='replace').read()
    fields = []
    for number, line in enumerate(text.split('\n') + [''], 1):
        line = line.rstrip()
        if line.startswith('#'):
            continue
        if not line:
            if fields:
                yield Stanza(path, fields)
            fields = []
        elif line[0] in ' \t':
            if fields:
                last = fields[-1]
                fields[-1] = last._replace(value=last.value + '\n' + line.strip())
            else:
                complain(path, number, 'a continuation of nothing')
        else:
            name, colon, value = line.partition(':')
            if colon and re.fullmatch(r'[A-Z][A-Za-z-]*', name):
                fields.append(Field(name, value.strip(), number))
            else:
                complain(path, number, 'not a field: %s' % line[:60])


# ---- the normal form of a reply ------------------------------------------------------------------------------

PLAIN = str.maketrans({**dict.fromkeys('‘’‚‛‹›′´', "'"), **dict.fromkeys('“”„‟«»″', '"'),
                       **dict.fromkeys('‐‑‒–—―−', '-')})

BASIC = r'[245][0-9][0-9]'
ENHANCED = r'[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9]|\.[0-9])'
APART = r'(?![0-9a-z_])'
CODE_AT_START = re.compile(rf'\s*(?:({BASIC})(?![0-9a-z.])(-?)[\s;,]*)?(?:#?({ENHANCED}))?')
CODE_IN_BRACKETS = re.compile(rf'\(#({ENHANCED})\)')
LINE_START = re.compile(rf'\s*(?:{BASIC}(?:-|\s+|$))?\s*(?:#?{ENHANCED}(?:-|\s+|{APART}))*')
NOT_INSIDE = r'(?<![0-9a-z_.#/-])'  # what a code inside the sentence may not be a part of
CODES_INSIDE = re.compile(rf'{NOT_INSIDE}{BASIC}[- ]\s*#?{ENHANCED}(?:[- ]|{APART})')
DASHED_INSIDE = re.compile(rf'{NOT_INSIDE}{BASIC}-(?=[^\s0-9-])')

Reply = namedtuple('Reply', 'normal basic enhanced speaker')


def fold(text):
    """NFKC and case folded, quotes and dashes plain."""
    text = unicodedata.normalize('NFKC', text.translate(PLAIN)).casefold()
    return unicodedata.normalize('NFKC', text).translate(PLAIN)


def squeeze(text):
    return re.sub(r'\s+', ' ', text)


def leading_code(text):
    """The basic code, the enhanced code (or '' each) and whether a `-` follows the former."""
    basic, dash, enhanced = CODE_AT_START.match(text).groups()
    if not enhanced:
        hit = CODE_IN_BRACKETS.search(text)
        enhanced = hit and hit.group(1)
    return basic or '', enhanced or '', bool(dash)


def drop_codes_inside(text, basic, enhanced, dashed):
    """Drop what folding left inside the sentence.  A bare `550 ` only where the reply began `550-`."""
    text = CODES_INSIDE.sub('', text)
    text = DASHED_INSIDE.sub('', text)
    if dashed:
        text = re.sub(rf'{NOT_INSIDE}{basic} (?=\S)', '', text)
    if enhanced:
        text = re.sub(rf'(?<![0-9a-z_.#/(-]){re.escape(enhanced)}(?![0-9]|\.[0-9])(?: |$)', '', text)
    return text


def read_reply(text, speaker=''):
    """Bring a reply to its normal form (bytes), and read its code."""
    text = fold(text)
    basic, enhanced, dashed = leading_code(text)
    lines = [LINE_START.sub('', line, count=1) for line in re.split(r'\r\n|\r|\n', text)]
    text = squeeze(' '.join(lines)).strip()
    text = squeeze(drop_codes_inside(text, basic, enhanced, dashed)).strip()
    return Reply(text.encode(errors='replace'), basic, enhanced, speaker.lower().rstrip('.'))


SPEAKER = re.compile(r'\s*([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)\|\s*')


def read_example(value):
    """A reply in the notation of `Example:` and `Not:`."""
    named = SPEAKER.match(value)
    text = value[named.end():] if named else value
    return read_reply(text.replace(r'\r', '').replace(r'\n', '\n'), named.group(1) if named else '')


# ---- patterns ------------------------------------------------------------------------------------------------

Literal = namedtuple('Literal', 'bytes')
Gap = namedtuple('Gap', 'most')
Hole = namedtuple('Hole', 'name')

CLOSING = rb'''.,;:!?)\]}>'"'''
V4 = rb'(?:[0-9]{1,3}\.){3}[0-9]{1,3}'
V6 = (rb'(?:ipv6:)?(?:(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|'
      rb'(?=[0-9a-f:]*::)[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:(?<=:)' + V4 + rb')?)')
IP = rb'(?<![a-z0-9])(?:' + V6 + rb'|' + V4 + rb')(?:/[0-9]{1,3})?(?![a-z0-9])'
NAME = rb'[a-z0-9._-]'
# What a hole may hold: (head, one byte of the rest).  A head without rest is the whole.
HOLES = {
    'ip': (IP, None),
    'host': (b'', NAME),
    'domain': (b'', rb'[a-z0-9._\x80-\xff-]'),
    'address': (rb'<?[^ <>@]+@', rb'[^ <>]'),
    'list': (rb'[a-z0-9_-]+\.', NAME),
    'url': (b'', rb'[^ <>"]'),
    'number': (b'', rb'[0-9]'),
    'word': (b'', rb'[^ ]'),
}
ESCAPED = 0xE000    # a character behind a `\` is kept out of the way up here


def shelter(text):
    """Move each `\\x` into the private plane, where it means nothing."""
    def move(hit):
        if not hit.group(1):
            raise Mistake('a `\\` before nothing that it could escape')
        return chr(ESCAPED + ord(hit.group(1)))
    return re.sub(r'\\([ -~]?)', move, text)


def unshelter(text):
    return re.sub('[%c-%c]' % (ESCAPED, ESCAPED + 127), lambda hit: chr(ord(hit.group()) - ESCAPED), text)


def expand(text):
    """All texts that the groups {a|b|} of a (sheltered) pattern stand for."""
    group = re.search(r'\{([^{}]*)\}', text)
    if not group:
        if '{' in text or '}' in text:
            raise Mistake('a `{` or `}` without its other half')
        return [text]
    out = []
    for choice in group.group(1).split('|'):
        out += expand(text[:group.start()] + choice + text[group.end():])
        if len(out) > MOST_EXPANSIONS:
            raise Mistake('its groups make more than %d patterns' % MOST_EXPANSIONS)
    return out


def split_items(text):
    """Literals, gaps and holes of an expanded pattern, literals folded."""
    text = squeeze(text).strip()
    items = []
    for piece in re.split(r'( ?…[0-9]* ?|<[^<> ]*>)', text):
        if '…' in piece:
            digits = piece.strip().lstrip('…')
            items.append(Gap(int(digits or GAP)))
        elif piece.startswith('<') and piece.endswith('>') and len(piece) > 1:
            if piece[1:-1] not in HOLES:
                raise Mistake('no such hole: %s (a `<` itself is written `\\<`)' % unshelter(piece))
            items.append(Hole(piece[1:-1]))
        elif '<' in piece:
            raise Mistake('a `<` itself is written `\\<`')
        elif piece:
            items.append(Literal(unshelter(squeeze(fold(piece))).encode()))
    return items


def literal_regex(literal):
    """A literal, with its neighbours no letters or digits where it ends in one."""
    left = rb'(?<![a-z0-9])' if literal[:1].isalnum() else b''
    right = rb'(?![a-z0-9])' if literal[-1:].isalnum() else b''
    return left + re.escape(literal) + right


def hole_regex(name, follows):
    """A hole that ends where `follows` first fits, or (None) that takes all but closing punctuation."""
    head, rest = HOLES[name]
    close = rb'>?' if name == 'address' else b''
    if rest is None:
        return rb'(?>' + head + (follows or b'') + rb')'
    if follows is None:
        return rb'(?>' + head + rest + rb'+(?<![' + CLOSING + rb'])' + close + rb')'
    return rb'(?>' + head + rest + rb'+?' + close + follows + rb')'


def unit_regex(items, at, end):
    """The regex of items[at] with all it needs to know where it ends; and the place after that."""
    item = items[at]
    last = at + 1 == len(items)
    tail = end if last else b''
    if isinstance(item, Literal):
        return literal_regex(item.bytes) + tail, at + 1
    if isinstance(item, Hole) and (last or isinstance(items[at + 1], Gap)):
        return hole_regex(item.name, None) + tail, at + 1
    follows, after = unit_regex(items, at + 1, end)
    if isinstance(item, Hole):
        return hole_regex(item.name, follows), after
    return rb'(?>.{0,%d}?' % item.most + follows + rb')', after


def items_regex(items, start, end):
    """The regex of a whole pattern; start and end are what anchors it, or empty."""
    out, at = start, 0
    while at < len(items):
        piece, at = unit_regex(items, at, end)
        out += piece
    return out


@functools.lru_cache(maxsize=None)
def compiled(regex):
    return re.compile(regex, re.DOTALL)


START = rb'\A'
END = rb'[ ' + CLOSING + rb']*\Z'


def boundary(byte, assertion):
    """What keeps a word that begins or ends in this byte from going on."""
    return assertion % b'[a-z0-9]' if byte.isalnum() else b''


class Pattern:
    """One expanded `Reply:` line."""

    def __init__(self, text):
        text = squeeze(text).strip()
        self.at_start, self.at_end = text.startswith('^'), text.endswith('$')
        self.items = split_items(text[self.at_start:len(text) - self.at_end])
        self.literals = [i.bytes for i in self.items if isinstance(i, Literal)]
        self.size = sum(map(len, self.literals))
        self.refuse()
        self.longest = max(self.literals, key=len)
        self.keyword = max(re.findall(rb'[a-z0-9]+', self.longest), key=len, default=b'')
        self.opening = self.first_literal_of_prefix()

    def refuse(self):
        longest = max((len(literal.strip()) for literal in self.literals), default=0)
        if longest < 4:
            raise Mistake('no literal of 4 bytes or more')
        if longest < 6 and not (self.at_start and self.at_end):
            raise Mistake('no literal of 6 bytes or more, and not anchored with ^ and $')
        kinds = [type(i) for i in self.items]
        if Gap in (kinds[0], kinds[-1]) or (Gap, Gap) in itertools.pairwise(kinds):
            raise Mistake('a gap stands between two literals or holes')
        for literal in self.literals:
            if drop_codes_inside(literal.decode(), '', '', False).encode() != literal:
                raise Mistake('a code in the pattern; it belongs in `Code:`')

    def regex(self):
        return items_regex(self.items, START if self.at_start else b'', END if self.at_end else b'')

    def matches(self, text):
        """Literal bytes of this pattern if it is found in text, else 0."""
        if self.longest in text and compiled(self.regex()).search(text):
            return self.size
        return 0

    def first_literal_of_prefix(self):
        """The longest piece of literal among the first PREFIX bytes: without it no prefix can match."""
        if self.size <= PREFIX:
            return b''
        left, pieces = PREFIX, []
        for literal in self.literals:
            pieces.append(literal[:left])
            left -= len(pieces[-1])
            if not left:
                break
        return max(pieces, key=len)

    def matches_cut_short(self, text):
        """Literal bytes, where the text ends inside this pattern after PREFIX of them; else 0."""
        if not self.opening or self.opening not in text:
            return 0
        seen = 0
        for at, item in enumerate(self.items):
            if isinstance(item, Literal):
                for length in range(len(item.bytes), max(1, PREFIX - seen) - 1, -1):
                    if text.endswith(item.bytes[:length]) and self.ends_here(at, item.bytes[:length], text):
                        return seen + length
                seen += len(item.bytes)
            elif isinstance(item, Hole) and seen >= PREFIX and isinstance(self.items[at - 1], Literal)\
                    and self.ends_in_hole(at, text):
                return seen
        return 0

    def ends_here(self, at, piece, text):
        items = self.items[:at] + [Literal(piece)]
        return compiled(items_regex(items, START if self.at_start else b'', rb'\Z')).search(text)

    def ends_in_hole(self, at, text):
        before = items_regex(self.items[:at], START if self.at_start else b'', b'')
        rest = HOLES[self.items[at].name][1] or rb'[0-9a-f.:/]'
        return compiled(before + rest + rb'+\Z').search(text)

    def glued(self):
        """The pattern without regard to blanks, for the second pass; None where it is not fit for that.  It begins and
        ends where a word does."""
        if any(isinstance(i, Hole) for i in self.items) or min(map(len, self.literals)) < GLUED:
            return None
        pieces = [rb'(?: ?[^ ]){0,%d}?' % i.most if isinstance(i, Gap) else b' ?'.join(
            re.escape(bytes([c])) for c in i.bytes.replace(b' ', b'')) for i in self.items]
        return boundary(self.literals[0].strip()[:1], rb'(?<!%s)') + b' ?'.join(pieces)\
            + boundary(self.literals[-1].strip()[-1:], rb'(?!%s)')

    def matches_glued(self, text):
        regex = self.glued()
        return self.size if regex and compiled(regex).search(text) else 0


def token_regex(value):
    """A vendor's token: `?` one character, `N` one digit, the rest itself."""
    if re.search(r'\s', value):
        raise Mistake('a token is one word')
    out = b''
    for c in shelter(value):
        if c == '?':
            out += rb'[^ ]'
        elif c == 'N':
            out += rb'[0-9]'
        else:
            out += re.escape(fold(unshelter(c)).encode())
    left = rb'(?<![a-z0-9])' if value[:1].isalnum() or value[:1] in '?\\' else b''
    right = rb'(?![a-z0-9])' if value[-1:].isalnum() or value[-1:] == '?' else b''
    return left + out + right


# ---- codes ---------------------------------------------------------------------------------------------------

def digit_class(text):
    return re.escape(text).replace('x', '[0-9]')


class Code:
    """One `basic[/enhanced]` of a `Code:` line."""

    def __init__(self, text):
        basic, slash, self.enhanced = text.partition('/')
        if not re.fullmatch(r'[2-5][0-9x][0-9x]|', basic) or not (basic or slash):
            raise Mistake('not a code: %s' % text)
        self.basic = basic and re.compile(digit_class(basic))
        self.parts = None
        if slash and self.enhanced != 'none':
            self.parts = [self.read_part(p) for p in self.enhanced.split('.')]
            if len(self.parts) != 3:
                raise Mistake('not a code: %s' % text)

    @staticmethod
    def read_part(text):
        hit = re.fullmatch(r'([0-9]+)(?:-([0-9]+))?|x', text)
        if not hit:
            raise Mistake('not a code: %s' % text)
        return (0, 999) if text == 'x' else (int(hit.group(1)), int(hit.group(2) or hit.group(1)))

    def fits_enhanced(self, enhanced):
        return all(low <= int(n) <= high for (low, high), n in zip(self.parts, enhanced.split('.')))

    def weigh(self, reply):
        """(factor, bonus), or None where the reply has another code."""
        factor, bonus = 1.0, 0
        if self.basic:
            if not reply.basic:
                factor = 0.9
            elif self.basic.fullmatch(reply.basic):
                bonus += 4
            else:
                return None
        if self.parts:
            if not reply.enhanced:
                factor = 0.9
            elif self.fits_enhanced(reply.enhanced):
                bonus += 12
            else:
                return None
        elif self.enhanced == 'none':
            if reply.enhanced:
                return None
            if not reply.basic:
                factor = 0.9
        return factor, bonus


# ---- rules ---------------------------------------------------------------------------------------------------

# What orders matches: greater is better.
Match = namedtuple('Match', 'token speaker text whole score rule')


class Rule:
    """A `Rule:` stanza made ready to match.  Mistakes of single lines go to complain and the line is left out."""

    def __init__(self, stanza, complain):
        self.stanza, self.id = stanza, stanza.id
        self.hosts = [h.lower() for f in stanza.all('From') for h in f.value.split()]
        self.conditional = bool(stanza.all('Role') or stanza.all('Stage'))
        self.cause = cause_names(stanza.first('Cause'))[0]
        self.has_reply, self.has_token = bool(stanza.all('Reply')), bool(stanza.all('Token'))
        self.codes, self.tokens, self.patterns = [], [], []

        def attempt(field, read):
            try:
                read(field.value)
            except Mistake as why:
                complain(stanza.path, field.line, '%s: %s' % (self.id, why))
        for field in stanza.all('Code'):
            attempt(field, lambda v: self.codes.extend(map(Code, re.split(r'[\s,]+', v))))
        for field in stanza.all('Token'):
            attempt(field, lambda v: self.tokens.append((token_regex(v), len(v))))
        for field in stanza.all('Reply'):
            attempt(field, lambda v: self.patterns.extend(map(Pattern, dict.fromkeys(expand(shelter(v))))))

    def weigh_code(self, reply):
        """The best (factor, bonus) of the codes, or None where none of them fits."""
        if not self.codes:
            return 1.0, 0
        return max(filter(None, (c.weigh(reply) for c in self.codes)), default=None)

    def weigh_speaker(self, reply):
        """(factor, whether the speaker is known to be one of From), or None where it is another."""
        if not self.hosts:
            return 1.0, False
        if not reply.speaker:
            return 0.8, False
        fits = any(('.' + reply.speaker).endswith('.' + h) for h in self.hosts)
        return (1.0, True) if fits else None

    def weigh_tokens(self, reply):
        """Bytes of the longest token found; 0 where none is."""
        return max((size for regex, size in self.tokens if compiled(regex).search(reply.normal)), default=0)

    def match(self, reply, size, whole=True):
        """The match, given the literal bytes of the pattern that was found (0: the rule has no pattern)."""
        code, speaker = self.weigh_code(reply), self.weigh_speaker(reply)
        if code is None or speaker is None:
            return None
        token = self.weigh_tokens(reply) if self.has_token else 0
        if self.has_token and not token:
            return None
        score = (size + token) * code[0] * speaker[0]
        if self.conditional:
            score *= 0.9
        if self.cause.split('.')[0] == 'generic' or self.cause == 'policy.local':
            score *= 0.6
        return Match(bool(token), speaker[1], self.has_reply, whole, round(score + code[1], 6), self)


def cause_names(value):
    """The causes of a `Cause:` field, without their weights."""
    return [part.split()[0] if part.split() else '' for part in value.split(',')]


def related(one, other):
    """Equal, or one is an ancestor of the other and no root."""
    short, long = sorted((one, other), key=len)
    return one == other or '.' in short and long.startswith(short + '.')


Answer = namedtuple('Answer', 'cause kind by winner found')


# ---- the knowledge -------------------------------------------------------------------------------------------

class Knowledge:
    """All stanzas of a folder, the rules ready to match, the causes."""

    def __init__(self, folder, more=()):
        self.folder, self.complaints = folder, []
        self.stanzas = [s for path in self.paths(more) for s in read_stanzas(path, self.complain)]
        self.causes = {s.id: s.first('Class') for s in self.of('Cause')}
        if not os.path.exists(os.path.join(folder, 'causes.know')):
            self.causes = {**shared_causes(), **self.causes}
        self.remedies = {s.id for s in self.of('Remedy')}
        self.rules = [Rule(s, self.complain) for s in self.of('Rule')]
        self.build_index()

    def paths(self, more):
        found = [os.path.join(d, f) for d, _, files in os.walk(self.folder) for f in files if f.endswith('.know')]
        known = set(map(os.path.realpath, found))
        return sorted(found) + [p for p in more if os.path.realpath(p) not in known]

    def of(self, kind):
        return [s for s in self.stanzas if s.kind == kind]

    def complain(self, path, line, text):
        self.complaints.append((os.path.relpath(path), line, text))

    def build_index(self):
        """Patterns by a word that must be in the text, since literals are whole words."""
        self.by_word, self.wordless, self.long, self.without_pattern = defaultdict(list), [], [], []
        for rule in self.rules:
            if not rule.has_reply:
                self.without_pattern.append(rule)
            for pattern in rule.patterns:
                entry = (pattern, rule)
                (self.by_word[pattern.keyword] if pattern.keyword else self.wordless).append(entry)
                if pattern.opening:
                    self.long.append(entry)

    def matches(self, reply):
        """All matches of a reply, the best first."""
        text, whole, cut = reply.normal, {}, {}
        words = set(re.findall(rb'[a-z0-9]+', text))
        for pattern, rule in itertools.chain(self.wordless, *(self.by_word.get(w, ()) for w in words)):
            note_longest(whole, rule, pattern.matches(text))
        for pattern, rule in self.long:
            if rule not in whole:
                note_longest(cut, rule, pattern.matches_cut_short(text))
        found = [rule.match(reply, size) for rule, size in whole.items()]
        found += [rule.match(reply, 0) for rule in self.without_pattern]
        found += [rule.match(reply, size, whole=False) for rule, size in cut.items()]
        found = [m for m in found if m]
        if not any(m.text or m.token for m in found):
            found += self.glued_matches(reply)
        return sorted(found, key=rank)

    def glued_matches(self, reply):
        """The second pass, which ignores blanks."""
        text, sizes = reply.normal, {}
        for rule in self.rules:
            for pattern in rule.patterns:
                note_longest(sizes, rule, pattern.matches_glued(text))
        return [m for m in (rule.match(reply, size) for rule, size in sizes.items()) if m]

    def class_of_cause(self, cause):
        while cause:
            if self.causes.get(cause):
                return self.causes[cause]
            cause = cause.rpartition('.')[0]
        return 'block'

    def classify(self, reply):
        """The answer from the text alone: the best rule; else a blocklist that is named; else the code."""
        found = self.matches(reply)
        winner = found[0] if found else None
        if winner:
            cause, by = winner.rule.cause, winner.rule.id
        else:
            cause, by = self.named_blocklist(reply) or self.meaning_of_code(reply) or ('generic.undetermined', 'nothing')
        said = winner.rule.stanza.first('Class') if winner else ''
        kind = said or self.class_of_cause(cause)
        if not said and kind == 'block' and reply.basic.startswith('4'):
            kind = 'soft'
        return Answer(cause, kind, by, winner, found)

    def named_blocklist(self, reply):
        """(cause, who says so) where a blocklist's zone, name or URL stands in the reply, else None."""
        for stanza in self.of('Blocklist'):
            for name in ('Zone', 'Url', 'Name'):
                for field in stanza.all(name):
                    value = squeeze(fold(field.value)).encode()
                    if value in reply.normal and compiled(literal_regex(value)).search(reply.normal):
                        return stanza.first('Cause') or 'list.ip', 'blocklist ' + stanza.id
        return None

    def meaning_of_code(self, reply):
        """(cause, who says so) of the `Code:` stanza that fits best, else None."""
        best = None
        for stanza in self.of('Code'):
            if not stanza.first('Cause') or not reply.basic and not reply.enhanced:
                continue
            hosts = stanza.first('From').split()
            if hosts and not any(('.' + reply.speaker).endswith('.' + h) for h in hosts):
                continue
            try:
                weight = max(filter(None, (Code(c).weigh(reply) for c in stanza.id.split())), default=None)
            except Mistake:
                continue
            if weight and weight[0] == 1.0 and (best is None or (bool(hosts), weight[1]) > best[0]):
                best = (bool(hosts), weight[1]), (cause_names(stanza.first('Cause'))[0], 'code ' + stanza.id)
        return best and best[1]


def note_longest(sizes, rule, size):
    if size > sizes.get(rule, 0):
        sizes[rule] = size


def rank(match):
    return (-match.token, -match.speaker, -match.text, -match.whole, -match.score, match.rule.id)


def shared_table(*path):
    with open(os.path.join(SHARED, *path), encoding='utf-8', newline='') as table:
        return list(csv.DictReader(table, delimiter='\t', quoting=csv.QUOTE_NONE))


def shared_causes():
    return {row['cause']: row['class'] for row in shared_table('knowledge', 'causes.tsv')}


# ---- check ---------------------------------------------------------------------------------------------------

class Check:
    """Everything that `check` complains of."""

    def __init__(self, knowledge):
        self.k = knowledge

    def say(self, stanza, line, text):
        self.k.complain(stanza.path, line, '%s: %s' % (stanza.id, text))

    def run(self):
        seen = {}
        for stanza in self.k.stanzas:
            self.fields(stanza)
            if stanza.kind != 'Code':
                self.unique(stanza, seen)
        for rule in self.k.rules:
            self.needed(rule)
            self.names(rule)
            self.examples(rule)

    def fields(self, stanza):
        if stanza.kind not in FIELDS:
            self.say(stanza, stanza.line, 'unknown kind of stanza `%s:`' % stanza.kind)
            return
        allowed = FIELDS[stanza.kind]
        for field in stanza.fields[1:]:
            if allowed and field.name not in allowed:
                self.say(stanza, field.line, 'unknown field `%s:`' % field.name)
            elif allowed and field.name in CLOSED_LISTS:
                for value in field.value.split():
                    if value not in CLOSED_LISTS[field.name]:
                        self.say(stanza, field.line, '`%s: %s` is none of: %s' % (
                            field.name, value, ' '.join(sorted(CLOSED_LISTS[field.name]))))
            if field.name == 'Checked' and not re.fullmatch(r'20[0-9][0-9]-(0[1-9]|1[0-2])', field.value):
                self.say(stanza, field.line, '`Checked:` is a month, as 2026-11')
            if not field.value:
                self.say(stanza, field.line, '`%s:` is empty' % field.name)

    def unique(self, stanza, seen):
        before = seen.setdefault((stanza.kind, stanza.id), stanza)
        if before is not stanza:
            self.say(stanza, stanza.line, 'stands in %s:%d too' % (os.path.relpath(before.path), before.line))

    def needed(self, rule):
        stanza = rule.stanza
        if not re.fullmatch(r'[a-z0-9]+(-[a-z0-9]+)*', rule.id):
            self.say(stanza, stanza.line, 'an id is lower case, digits, hyphens')
        for name in ('Cause', 'Source', 'Checked', 'Basis', 'Example'):
            if not stanza.first(name):
                self.say(stanza, stanza.line, 'no `%s:`' % name)
        for name in ('Cause', 'Class', 'Retry', 'Remedy', 'Basis', 'Checked', 'Provider'):
            for extra in stanza.all(name)[1:]:
                self.say(stanza, extra.line, 'a second `%s:`' % name)
        if not (stanza.all('Reply') or stanza.all('Token') or stanza.all('Code')):
            self.say(stanza, stanza.line, 'no `Reply:`, no `Token:`, no `Code:`')

    def names(self, rule):
        for field in rule.stanza.all('Cause'):
            for part in filter(None, field.value.split(',')):
                cause, *weight = part.split() or ['']
                if cause not in self.k.causes:
                    self.say(rule.stanza, field.line, 'unknown cause %s' % cause)
                if len(weight) > 1 or weight and not re.fullmatch(r'[01](\.[0-9]+)?', weight[0]):
                    self.say(rule.stanza, field.line, 'a cause is a name and a weight: %s' % part.strip())
        for field in rule.stanza.all('Remedy'):
            if field.value not in self.k.remedies:
                self.say(rule.stanza, field.line, 'unknown remedy %s' % field.value)

    def examples(self, rule):
        for field in rule.stanza.all('Example'):
            reply = read_example(field.value)
            found = self.k.matches(reply)
            if not any(m.rule is rule for m in found):
                self.say(rule.stanza, field.line, 'does not match its example; normal form: %s' % show(reply))
            elif not related(found[0].rule.cause, rule.cause):
                mine = next(m for m in found if m.rule is rule)
                self.say(rule.stanza, field.line, 'its example is won by %s (%s), %s against %s' % (
                    found[0].rule.id, found[0].rule.cause, show_rank(found[0]), show_rank(mine)))
        for field in rule.stanza.all('Not'):
            if any(m.rule is rule for m in self.k.matches(read_example(field.value))):
                self.say(rule.stanza, field.line, 'matches what it must not: %s' % field.value[:80])


def show(reply):
    code = ' '.join(filter(None, (reply.basic, reply.enhanced))) or 'no code'
    return '[%s] %s' % (code, reply.normal.decode(errors='replace'))


def show_rank(match):
    words = [w for w, on in (('token', match.token), ('speaker', match.speaker)) if on]
    words += [] if match.text or match.token else ['code only']
    words += ['%.1f' % match.score] + ([] if match.whole else ['cut short'])
    return ' '.join(words)


def command_check(options):
    knowledge = Knowledge(options.knowledge, options.files)
    Check(knowledge).run()
    wanted = {os.path.relpath(f) for f in options.files}
    complaints = [c for c in knowledge.complaints if not wanted or c[0] in wanted]
    for path, line, text in sorted(set(complaints)):
        print('%s:%d: %s' % (path, line, text))
    print('%d rules, %d patterns, %d complaints' % (
        len(knowledge.rules), sum(len(r.patterns) for r in knowledge.rules), len(set(complaints))), file=sys.stderr)
    return 1 if complaints else 0


# ---- replies -------------------------------------------------------------------------------------------------

def cause_agrees(got, want):
    """As tools/score.py defines it for replies."""
    below_or_above = got == want or got.startswith(want + '.') or '.' in got and want.startswith(got + '.')
    return below_or_above or want == 'policy.local' and got.startswith('generic')


def command_replies(options):
    knowledge, n, unmatched, by_provider = Knowledge(options.knowledge), Counter(), [], Counter()
    left = options.show
    for row in shared_table('corpora', 'replies', 'replies.tsv'):
        if not row['reply']:
            continue
        cause, kind, by, winner, _ = knowledge.classify(read_reply(row['reply']))
        good, same_class = cause_agrees(cause, row['cause']), kind == row['disposition']
        n['all'] += 1
        n['cause'] += good
        n['equal'] += cause == row['cause']
        n['class'] += same_class
        n['wire differs'] += differs_on_the_wire(knowledge, row, winner)
        if not winner:
            unmatched.append(row)
        if good and same_class:
            continue
        by_provider[row['provider']] += 1
        if left > 0:
            left -= 1
            print('%-14s want %s %s, got %s %s by %s\n    %s' % (
                row['provider'], row['cause'], row['disposition'], cause if not good else 'it', kind, by,
                row['reply']))
    print('\nno rule matches %d:' % len(unmatched))
    for row in unmatched[:options.show]:
        print('%-14s %-26s %s' % (row['provider'], row['cause'], row['reply']))
    print('\nfell short, by provider: %s' % ' '.join('%s:%d' % x for x in by_provider.most_common()))
    print('replies: %s of %d, no rule %d, another rule for the wire form %d' % (', '.join('%s %.1f %% (%d)' % (
        c, 100 * n[c] / max(n['all'], 1), n[c]) for c in ('cause', 'equal', 'class')),
        n['all'], len(unmatched), n['wire differs']))
    return 0


def differs_on_the_wire(knowledge, row, winner):
    """Whether the reply's lines as they were sent are won by another rule than the reply in one line."""
    if not row['wire']:
        return False
    other = knowledge.classify(read_example(row['wire'])).winner
    return (other and other.rule) is not (winner and winner.rule)


# ---- explain, export -----------------------------------------------------------------------------------------

def command_explain(options):
    knowledge = Knowledge(options.knowledge)
    reply = read_example(options.text)
    if options.speaker:
        reply = reply._replace(speaker=options.speaker.lower())
    answer = knowledge.classify(reply)
    print('normal form  %s' % show(reply))
    for match in answer.found:
        stanza = match.rule.stanza
        print('%-12s %-40s %-32s %s:%d' % (show_rank(match), match.rule.id, match.rule.cause,
                                           os.path.relpath(stanza.path), stanza.line))
    print('answer       %s, %s, by %s' % (answer.cause, answer.kind, answer.by))
    return 0


def replies_of(path):
    if path.endswith('.tsv'):
        with open(path, encoding='utf-8', newline='') as table:
            yield from (row['reply'] for row in csv.DictReader(table, delimiter='\t', quoting=csv.QUOTE_NONE))
    else:
        with open(path, encoding='utf-8', errors='replace') as lines:
            yield from (line.rstrip('\n') for line in lines)


def command_export(options):
    knowledge = Knowledge(options.knowledge)
    for text in replies_of(options.file):
        reply = read_example(text)
        answer = knowledge.classify(reply)
        print(json.dumps({
            'reply': text, 'speaker': reply.speaker, 'basic': reply.basic, 'enhanced': reply.enhanced,
            'normal': reply.normal.decode(errors='replace'), 'winner': answer.winner.rule.id if answer.winner else '',
            'cause': answer.cause, 'class': answer.kind, 'by': answer.by,
            'matches': [{'rule': m.rule.id, 'score': m.score, 'whole': m.whole} for m in answer.found]},
            ensure_ascii=False))
    return 0


# ---- selftest ------------------------------------------------------------------------------------------------

NORMAL_FORMS = [
    ('550 5.7.1 Access denied', '[550 5.7.1] access denied'),
    ('550-5.7.1 Access\n550 5.7.1 denied', '[550 5.7.1] access denied'),
    ('550-5.7.1 Access\r\n550-5.7.1   denied\r\n550 5.7.1 now', '[550 5.7.1] access denied now'),
    ('550-Access denied\n550 ask us', '[550] access denied ask us'),
    ('550-Access denied 550-by us 550 ask us', '[550] access denied by us ask us'),
    ('550-5.7.26 Not authenticated. 550-5.7.26 See 550 5.7.26 the page', '[550 5.7.26] not authenticated. see the page'),
    ('550 Too many: 550 messages', '[550] too many: 550 messages'),
    ('554 5.7.1 mx said: 550 5.1.1 no such user', '[554 5.7.1] mx said: no such user'),
    ('554 mx said: 550 no such user', '[554] mx said: 550 no such user'),
    ('554 mx said: 550-no such user', '[554] mx said: no such user'),
    ('550 5.7.1 Denied. 5.7.1 Ask us', '[550 5.7.1] denied. ask us'),
    ('552 5.1.1 5.2.2 Mailbox full', '[552 5.1.1] mailbox full'),
    ('5.1.1 No such user', '[5.1.1] no such user'),
    ('550 #5.1.0 Address rejected', '[550 5.1.0] address rejected'),
    ('550 sorry, no mailbox here (#5.1.1)', '[550 5.1.1] sorry, no mailbox here (#5.1.1)'),
    ('550 : User unknown', '[550] : user unknown'),
    ('550', '[550] '),
    ('451 5.7.1.2 is no code', '[451] 5.7.1.2 is no code'),
    ('198.51.100.26 is listed', '[no code] 198.51.100.26 is listed'),
    ('550 Message “refused” – it’s\tspam', '[550] message "refused" - it\'s spam'),
    ('550 STRASSE Straße ＦＵＬＬ', '[550] strasse strasse full'),
    ('メール 550 5.1.1 宛先不明', '[no code] メール 宛先不明'),
    ('550 5.1.1宛先不明', '[550 5.1.1] 宛先不明'),
    ('550-5.7.1-refused', '[550 5.7.1] refused'),
    ('554 5.7.1: refused', '[554 5.7.1] : refused'),
    ('554-Transaction failed 554-Reject due to policy. 554 For more see us',
     '[554] transaction failed reject due to policy. for more see us'),
    ('550-one\n5.7.1 two', '[550] one two'),
    ('Call 555-1234', '[no code] call 555-1234'),
]

PATTERNS = [    # a pattern, what it is found in, what it is not
    ('no such user', ['No such user here', 'x: no  such\nuser.'], ['no such users', 'ano such user']),
    ('banned sending IP [<ip>]', ['banned sending ip [192.0.2.1]', 'Banned sending IP [2001:db8::1]'],
     ['banned sending ip [mail]', 'banned sending ip [10:20:30]']),
    ('<address> does not exist', ['<a@example.com> does not exist', 'user a@example.com does not exist'],
     ['it does not exist']),
    ('user …10 unknown', ['user unknown', 'user is unknown'], ['user that we never saw is unknown']),
    ('{user|mailbox|} is full', ['mailbox is full', 'it is full'], ['is fully']),
    ('^quota$', ['550 Quota.', 'quota'], ['over quota', 'quota exceeded']),
    ('\\<<address>: blocked', ['<a@example.com>: blocked'], ['a@example.com: blocked']),
    ('listed at <list>', ['listed at zen.example.org.'], ['listed at home']),
    ('limit of <number> messages', ['limit of 100 messages'], ['limit of some messages']),
    ('see <url> for details', ['see https://a.example/?x=1 for details'], ['see our page for details']),
    ('Unauthenticated email from <domain> is not accepted', ['unauthenticated email from b\u00fccher.example is not accepted',
     'Unauthenticated email from example.org is n'], ['unauthenticated email']),
    ('Почтовый ящик переполнен', ['почтовый ЯЩИК переполнен'], ['почтовый']),
]


GLUED_PATTERNS = [    # likewise, without regard to blanks
    ('have blacklisted you', ['we haveblacklistedyou', 'wehave: haveblacklisted you.'],
     ['have blacklisted your host', 'wehaveblacklisted you', 'haveblacklistedyour']),
    ('<word> unknown here', [], ['user unknownhere']),
]


def command_selftest(_):
    failures = 0
    for text, want in NORMAL_FORMS:
        got = show(read_reply(text))
        if got != want:
            failures += 1
            print('%r\n  want %s\n  got  %s' % (text, want, got))
    for value, found, missed in PATTERNS:
        patterns = [Pattern(p) for p in expand(shelter(value))]
        for text in found + missed:
            normal = read_reply(text).normal
            got = any(p.matches(normal) or p.matches_cut_short(normal) for p in patterns)
            if got != (text in found):
                failures += 1
                print('%s %s %r' % (value, 'does not match' if text in found else 'matches', text))
    for value, found, missed in GLUED_PATTERNS:
        patterns = [Pattern(p) for p in expand(shelter(value))]
        for text in found + missed:
            if any(p.matches_glued(read_reply(text).normal) for p in patterns) != (text in found):
                failures += 1
                print('%s glued: wrong of %r' % (value, text))
    print('%d failures' % failures)
    return 1 if failures else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--knowledge', default=os.path.join(CHECKOUT, 'knowledge'))
    verbs = parser.add_subparsers(dest='verb', required=True)
    verbs.add_parser('check').add_argument('files', nargs='*')
    verbs.add_parser('replies').add_argument('--show', type=int, default=1000)
    explain = verbs.add_parser('explain')
    explain.add_argument('text')
    explain.add_argument('--speaker', default='')
    verbs.add_parser('export').add_argument('file')
    verbs.add_parser('selftest')
    options = parser.parse_args()
    return globals()['command_' + options.verb](options)


if __name__ == '__main__':
    try:
        sys.exit(main())
    except BrokenPipeError:
        os._exit(0)
