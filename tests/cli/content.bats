#!/usr/bin/env bats
# check content: each finding, with a message that has it and one that has not.

load helper

world() { printf '; !now 2026-11-17T08:00:00Z\n$ORIGIN .\n$TTL 300\n' > world.txt; }

# A message with the fields that it must have: mail [FIELD…] < BODY.  A field that is given replaces the one of that name; "Name:" alone leaves it out.
mail() {
	world
	"${PYTHON:-python3}" - "$@" > m.eml 3<&0 <<'PY'
import os, sys
fields = ["From: Ann <ann@example.org>", "To: bob@example.net", "Subject: Our meeting", "Date: Tue, 17 Nov 2026 08:00:00 +0000", "Message-ID: <1@example.org>"]
for given in sys.argv[1:]:
    name = given.split(":")[0].lower() + ":"
    fields = [f for f in fields if not f.lower().startswith(name)]
fields += [given for given in sys.argv[1:] if given.split(":", 1)[1]]
body = os.fdopen(3, "rb").read()
sys.stdout.buffer.write(("\n".join(fields) + "\n\n").encode("utf-8", "surrogateescape") + body)
PY
}

# As it is: raw BYTES, for printf.
raw() {
	world
	printf "$1" > m.eml
}

check() { run "$FIVEFIFTY" check content m.eml --world world.txt "$@"; }

# The causes of what is bad or a warning, with their grades.
found() {
	run "$FIVEFIFTY" check content m.eml --world world.txt --json
	printf '%s' "$output" | "${PYTHON:-python3}" -c 'import json,sys
print(*[e["grade"] + ":" + e.get("cause", "-") for e in json.load(sys.stdin)["evidence"] if e["grade"] in ("bad", "warn")])'
}

text() { printf 'Dear Bob,\n\nwe meet on Tuesday at nine, as always, in the room on the left.\n\nAnn\n'; }

@test "a plain message is well" {
	mail < <(text)
	[ "$(found)" = "" ]
	check
	[ "$status" -eq 0 ]
	has "nothing in the message"
}

@test "content needs a message" {
	world
	run "$FIVEFIFTY" check content --world world.txt
	[ "$status" -eq 64 ]
}

@test "fields: missing, doubled, no field at all" {
	mail 'Message-ID:' < <(text)
	[ "$(found)" = "bad:content.header_malformed" ]
	check
	[ "$status" -eq 1 ]
	has "there is no Message-ID field"
	mail 'Date:' 'From:' < <(text)
	[ "$(found)" = "bad:content.header_malformed bad:content.header_malformed" ]
	mail 'Subject: one' 'Subject: two' < <(text)
	sed -i '1i Subject: three' m.eml
	[ "$(found)" = "bad:content.header_malformed" ]
	check
	has "3 Subject fields"
	mail 'References: <a@example.org>' < <(text)
	sed -i '1i References: <b@example.org>' m.eml
	[ "$(found)" = "warn:content.header_malformed" ]
	raw 'no header here, only words\n'
	[ "$(found)" = "bad:content.header_malformed" ]
	mail < <(text)
	sed -i '2i this line is no field' m.eml
	[ "$(found)" = "bad:content.header_malformed" ]
	check
	has "this line is no field"
	mail 'X-Long: a
 b' < <(text)
	[ "$(found)" = "" ]
}

@test "fields: From, Message-ID, Date" {
	mail 'From: Ann' < <(text)
	[ "$(found)" = "bad:content.header_malformed" ]
	mail 'From: ann@example.org, bob@example.org' < <(text)
	[ "$(found)" = "warn:content.header_malformed" ]
	mail 'From: ann@example.org, bob@example.org' 'Sender: ann@example.org' < <(text)
	[ "$(found)" = "" ]
	mail 'Message-ID: 1234' < <(text)
	[ "$(found)" = "warn:content.header_malformed" ]
	mail 'Date: yesterday' < <(text)
	[ "$(found)" = "bad:content.header_malformed" ]
	mail 'Date: Fri, 20 Nov 2026 08:00:00 +0000' < <(text)
	check
	has "3 days in the future"
	mail 'Date: Tue, 17 Nov 2020 08:00:00 +0000' < <(text)
	[ "$(found)" = "warn:content.header_malformed" ]
	mail 'Date: Tue, 17 Nov 2020 08:00:00 +0000' 'Received: from a by b; Tue, 17 Nov 2020 08:00:01 +0000' < <(text)
	[ "$(found)" = "" ]
}

@test "words: raw bytes, encoded-words where none may stand" {
	mail 'Subject: Grüße' < <(text)
	[ "$(found)" = "" ]
	check
	has "SMTPUTF8"
	raw 'From: ann@example.org\nDate: Tue, 17 Nov 2026 08:00:00 +0000\nMessage-ID: <1@example.org>\nSubject: Gr\374\337e\n\nWe meet on Tuesday at nine, as always.\n'
	[ "$(found)" = "warn:content.header_malformed" ]
	mail 'From: =?utf-8?Q?Ann?= <ann@example.org>' < <(text)
	[ "$(found)" = "" ]
	mail 'From: "=?utf-8?Q?Ann?=" <ann@example.org>' < <(text)
	[ "$(found)" = "warn:content.header_malformed" ]
	mail 'From: Ann <=?utf-8?Q?ann?=@example.org>' < <(text)
	[[ "$(found)" == *"bad:content.header_malformed"* ]]
	mail 'To: =?utf-8?Q?bob?=@example.net' < <(text)
	[ "$(found)" = "bad:content.header_malformed" ]
}

@test "lines: ends, lengths, NUL" {
	mail < <(text)
	sed -i 's/$/\r/' m.eml
	[ "$(found)" = "" ]
	printf 'one line more\n' >> m.eml
	[ "$(found)" = "warn:host.protocol" ]
	mail < <(text; printf 'a\rb\n')
	[ "$(found)" = "warn:host.protocol" ]
	mail < <(text)
	tr '\n' '\r' < m.eml > cr.eml
	mv cr.eml m.eml
	[ "$(found)" = "warn:host.protocol" ]
	mail < <(text; printf 'a\0b\n')
	[ "$(found)" = "bad:content.format" ]
	mail < <(text; printf '%0999d\n' 0)
	[ "$(found)" = "bad:content.format" ]
	mail < <(text; printf '%0998d\n' 0)
	[ "$(found)" = "" ]
	mail "X-Long: $(printf '%0999d' 0)" < <(text)
	[ "$(found)" = "bad:content.header_malformed" ]
}

# An HTML message with a text beside it: html < HTML.
html() {
	local body
	body=$(cat)
	mail 'MIME-Version: 1.0' 'Content-Type: multipart/alternative; boundary=b' < <(printf -- '--b\nContent-Type: text/plain; charset=utf-8\n\n'; text
		printf -- '--b\nContent-Type: text/html; charset=utf-8\n\n<p>We meet on Tuesday at nine, as always, in the room on the left, and we have much to talk about.</p>%s\n--b--\n' "$body")
}

@test "links: words that show another host" {
	html <<< '<a href="https://www.example.org/a">https://example.org/b</a>'
	[ "$(found)" = "" ]
	html <<< '<a href="https://click.example.net/a?b=1&amp;c=2">https://example.org/b</a>'
	[ "$(found)" = "warn:content.url_shortener" ]
	check
	has "shows example.org and leads to click.example.net"
	has "«https://click.example.net/a?b=1&c=2»"
	html <<< '<a href="https://click.example.net/">www.example.org</a>'
	[ "$(found)" = "warn:content.url_shortener" ]
	html <<< '<a href="https://click.example.net/">example.org</a>'
	[ "$(found)" = "warn:content.url_shortener" ]
	html <<< '<a href="https://click.example.net/">our report.docx</a> <a href="https://click.example.net/report.docx">report.docx</a> <a href="https://click.example.net/x">report.docx</a>'
	[ "$(found)" = "" ]
	html <<< '<a href="https://click.example.net/"><img src="https://example.org/a.png"></a> <a href="https://click.example.net/">ann@example.org</a>'
	[ "$(found)" = "" ]
}

@test "links: shorteners, addresses, users" {
	html <<< '<a href="https://bit.ly/abc">our site</a>'
	[ "$(found)" = "warn:content.url_shortener" ]
	check
	has "bit.ly is a link shortener"
	mail < <(text; echo 'See https://bit.ly/abc.')
	[ "$(found)" = "warn:content.url_shortener" ]
	for host in 192.0.2.1 '[2001:db8::1]' 3221225985 0xc0000201 192.0.2.1:8080; do
		html <<< "<a href=\"http://$host/x\">our site</a>"
		[ "$(found)" = "warn:content.spam" ]
	done
	html <<< '<a href="https://www.example.org@example.net/x">our site</a>'
	[ "$(found)" = "warn:content.url_shortener" ]
	check
	has "example.net stands behind a user"
	html <<< '<a href="https://www.example.org/@ann">our site</a> <a href="mailto:ann@example.org">Ann</a> <img src="cid:1@example.org">'
	[ "$(found)" = "" ]
	mail < <(text; for i in {1..20}; do echo "https://bit.ly/$i https://example.org/$i"; done)
	check
	has "and 15 more links to shorteners"
}

@test "names that look like another's" {
	html <<< '<a href="https://xn--gogle-jye.com/">our site</a>'
	[ "$(found)" = "bad:content.impersonation" ]
	check
	has "looks like google.com"
	html <<< '<a href="https://xn--gogle-jye.example/">our site</a>'
	[ "$(found)" = "bad:content.impersonation" ]
	html <<< '<a href="https://xn--bcher-kva.example/">our site</a> <a href="https://www.google.com/">Google</a>'
	[ "$(found)" = "" ]
	mail 'From: Ann <ann@my-company.example>' < <(text; echo 'https://rny-company.example/')
	[ "$(found)" = "bad:content.impersonation" ]
	mail 'From: Ann <ann@gmai1.com>' < <(text)
	[ "$(found)" = "bad:content.impersonation" ]
}

@test "10,000 links end soon, and the word for it is there" {
	mail 'MIME-Version: 1.0' 'Content-Type: text/html' < <(for ((i = 0; i < 10000; i++)); do echo "<a href=\"https://host$i.example/$i\">https://other$i.example/$i</a>"; done)
	SECONDS=0
	check
	[ "$SECONDS" -lt 60 ]
	has "first 1000 links were"
	has "and 995 more links that show another host"
}

# A multipart/mixed message with a text and a file: attach NAME TYPE < BYTES.
attach() {
	local name=$1 type=$2
	base64 > file.b64
	mail 'MIME-Version: 1.0' 'Content-Type: multipart/mixed; boundary=b' < <(printf -- '--b\nContent-Type: text/plain; charset=utf-8\n\n'; text
		printf -- '--b\nContent-Type: %s\nContent-Disposition: attachment; filename="%s"\nContent-Transfer-Encoding: base64\n\n' "$type" "$name"
		cat file.b64
		printf -- '--b--\n')
}

# zip NAME=CONTENT…: an archive; a content that begins with @ is a file, "locked" sets the flag that says so.
zip_of() {
	"${PYTHON:-python3}" - "$@" <<'PY'
import io, sys, zipfile
out = io.BytesIO()
with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
    for given in sys.argv[1:]:
        if "=" in given:
            name, content = given.split("=", 1)
            z.writestr(name, open(content[1:], "rb").read() if content.startswith("@") else content)
b = bytearray(out.getvalue())
if "locked" in sys.argv[1:]:
    at = b.find(b"PK\3\4")
    while at >= 0:
        b[at + 6] |= 1
        at = b.find(b"PK\3\4", at + 1)
    at = b.find(b"PK\1\2")
    while at >= 0:
        b[at + 8] |= 1
        at = b.find(b"PK\1\2", at + 1)
sys.stdout.buffer.write(bytes(b))
PY
}

@test "shape: HTML alone, images alone, next to nothing" {
	mail 'MIME-Version: 1.0' 'Content-Type: text/html; charset=utf-8' <<< '<p>We meet on Tuesday at nine, as always, in the room on the left.</p>'
	[ "$(found)" = "warn:content.spam" ]
	check
	has "HTML without the same as text"
	html <<< '<img src="https://www.example.org/a.png">'
	[ "$(found)" = "" ]
	mail 'MIME-Version: 1.0' 'Content-Type: multipart/alternative; boundary=b' < <(printf -- '--b\n\nsee\n--b\nContent-Type: text/html\n\n<img src="https://www.example.org/a.png">\n--b--\n')
	[ "$(found)" = "warn:content.spam" ]
	check
	has "1 image and hardly any text"
	mail <<< 'hi'
	[ "$(found)" = "" ]
	check
	has "next to no text"
	mail 'MIME-Version: 1.0' 'Content-Type: multipart/mixed; boundary=x' < <(text)
	[ "$(found)" = "bad:content.format" ]
}

@test "shape: the name in From, Reply-To" {
	mail 'From: "ann@example.com" <ann@example.org>' < <(text)
	[ "$(found)" = "bad:content.impersonation" ]
	mail 'From: "ann@mail.example.org" <ann@example.org>' < <(text)
	[ "$(found)" = "" ]
	mail 'From: "Service (google.com)" <ann@example.org>' < <(text)
	[ "$(found)" = "warn:content.impersonation" ]
	mail 'From: "Example.org Service" <ann@example.org>' 'Reply-To: bob@sub.example.org' < <(text)
	[ "$(found)" = "" ]
	mail 'From: "Dr. A. Smith, M.A." <ann@example.org>' < <(text)
	[ "$(found)" = "" ]
	mail 'Reply-To: ann@gmail.com' < <(text)
	[ "$(found)" = "warn:content.impersonation" ]
	mail 'Reply-To: ann@example.com' < <(text)
	[ "$(found)" = "" ]
	check
	has "answers go to example.com"
}

@test "shape: size as it is sent" {
	mail < <(text; yes "$(printf '%070d' 0)" | head -n 300000)
	[ "$(found)" = "warn:policy.size" ]
	mail < <(text; yes "$(printf '%070d' 0)" | head -n 400000)
	[ "$(found)" = "bad:policy.size warn:policy.size" ]
	check
	has "MB as it is sent, too much for Gmail"
}

@test "attachments: names" {
	attach report.pdf application/pdf <<< '%PDF-1.4
%%EOF'
	[ "$(found)" = "" ]
	attach setup.exe application/octet-stream <<< 'x'
	[ "$(found)" = "bad:content.attachment" ]
	check
	has ".exe files"
	attach 'setup.EXE. ' application/octet-stream <<< 'x'
	[ "$(found)" = "bad:content.attachment" ]
	attach db.mdb application/octet-stream <<< 'x'
	[ "$(found)" = "warn:content.attachment" ]
	attach invoice.pdf.js application/octet-stream <<< 'x'
	[ "$(found)" = "bad:content.attachment bad:content.attachment" ]
	check
	has "has two endings"
	attach my.report.txt text/plain <<< 'x'
	[ "$(found)" = "" ]
}

@test "attachments: what stands in them" {
	attach notes.dat application/octet-stream < <(head -c 4096 /bin/ls)
	[ "$(found)" = "bad:content.attachment" ]
	check
	has "is a program by what stands in it"
	attach report.pdf application/pdf <<< '<html><body>hello</body></html>'
	[ "$(found)" = "warn:content.attachment" ]
	attach notes.txt text/plain <<< 'hello'
	[ "$(found)" = "" ]
}

@test "attachments: archives" {
	attach a.zip application/zip < <(zip_of notes.txt=hello)
	[ "$(found)" = "" ]
	attach a.zip application/zip < <(zip_of notes.txt=hello run.exe=x b.js=x)
	[ "$(found)" = "bad:content.attachment" ]
	check
	has "has run.exe inside, and more of that kind"
	attach a.zip application/zip < <(zip_of notes.txt=hello locked)
	[ "$(found)" = "warn:content.attachment" ]
	check
	has "locked with a password"
	zip_of notes.txt=hello > inner.zip
	attach a.zip application/zip < <(zip_of inner.zip=@inner.zip)
	[ "$(found)" = "warn:content.attachment" ]
	attach a.zip application/zip < <(zip_of inner.zip=@inner.zip locked)
	[ "$(found)" = "bad:content.attachment" ]
	zip_of run.exe=x > inner.zip
	attach a.zip application/zip < <(zip_of inner.zip=@inner.zip)
	[ "$(found)" = "bad:content.attachment warn:content.attachment" ]
	attach a.docm application/octet-stream < <(zip_of word/document.xml=x word/vbaProject.bin=x)
	[ "$(found)" = "warn:content.attachment" ]
	attach a.zip application/zip < <(zip_of notes.txt=hello | head -c 60)
	[ "$(found)" = "warn:content.attachment" ]
	check
	has "damaged archive"
}

@test "10,000 parts, and 100 MB, end soon" {
	mail 'MIME-Version: 1.0' 'Content-Type: multipart/mixed; boundary=b' < <(for ((i = 0; i < 10001; i++)); do printf -- '--b\nContent-Type: application/octet-stream; name=%s.exe\n\nx\n' "$i"; done; echo '--b--')
	SECONDS=0
	check
	[ "$SECONDS" -lt 60 ]
	has "the rest was not"
	has "more attachments that are objected to by name"
	mail 'MIME-Version: 1.0' 'Content-Type: multipart/mixed; boundary=b' < <(printf -- '--b\n\n'; text; printf -- '--b\nContent-Type: application/zip; name=a.zip\nContent-Transfer-Encoding: base64\n\nUEsDBA'
		yes "$(printf '%076d' 0)" | head -c 104857600; echo; echo '--b--')
	SECONDS=0
	check
	[ "$SECONDS" -lt 60 ]
	has "too large to be looked into"
}

@test "filters: what rspamd answers is evidence, and silence is said" {
	mail < <(text)
	check --rspamd http://127.0.0.1:1 --spamd 127.0.0.1:1
	[ "$status" -eq 0 ]
	has "rspamd at http://127.0.0.1:1 could not be asked"
	has "spamd at 127.0.0.1:1 could not be asked"
	check --rspamd 127.0.0.1
	has "begins with http://"
	"${PYTHON:-python3}" - <<'PY' &
import http.server, os
class Answer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        good = self.path == "/checkv2" and body == open("m.eml", "rb").read() and self.headers["IP"] == "192.0.2.1" and self.headers["Helo"] == "mx.example.org"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"score":16.5,"required_score":15,"action":"%s","symbols":{"BAD_WORD":{"name":"BAD_WORD","score":4.5,"description":"a word"}}}' % (b"reject" if good else b"odd"))
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
open("port.new", "w").write(str(server.server_port))
os.rename("port.new", "port")
server.timeout = 20
server.handle_request()
PY
	for _ in {1..100}; do [ -e port ] && break; sleep 0.1; done
	check --rspamd "http://127.0.0.1:$(cat port)" --ip 192.0.2.1 --helo mx.example.org
	wait
	[ "$status" -eq 1 ]
	has "reject (16.5 of 15.0"
	has "rspamd: BAD_WORD +4.5: a word"
}
