#!/usr/bin/env bats
# --json and --events are what docs/*.schema.json say.

load helper

case_schema() { "${PYTHON:-python3}" "$here/validate.py" "$source_tree/docs/case.schema.json"; }
event_schema() { "${PYTHON:-python3}" "$here/validate.py" "$source_tree/docs/event.schema.json"; }

mails() {
	mkdir -p box
	bounce_of box/a.eml bob@example.net '550 5.1.1 user unknown'
	bounce_of box/b.eml eve@example.net '550-5.7.26 not authenticated' sue@example.net '451 4.7.1 Try again later' tim@example.net $'554 5.7.1 \xff\x01 "quoted" \\ back'
	printf '%s\n' '421 4.7.0 [TSS04] temporarily deferred due to user complaints' > box/c.txt
	printf '%s\n' 'From: ann@example.org' 'To: bob@example.net' 'Subject: lunch' 'Message-ID: <1@example.org>' '' 'At noon?' > box/d.eml
}

@test "the JSON Schema package is there" {
	"${PYTHON:-python3}" -c "import jsonschema"
}

@test "one document a file: diagnose --json, --json" {
	mails
	run bash -c '"$FIVEFIFTY" diagnose --offline --json box/*'
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 4 ]
	printf '%s\n' "$output" | case_schema
	first=$output
	run bash -c '"$FIVEFIFTY" --json box/*'
	[ "$output" = "$first" ]
	run "$FIVEFIFTY" --json box
	[ "$output" = "$first" ]
	run "$FIVEFIFTY" --json box/d.eml
	has '"cases":[]'
	run "$FIVEFIFTY" --json box/b.eml
	[ "$(grep -o '"id":"[0-9a-f]*"' <<< "$output" | sort -u | wc -l)" -eq 3 ]
}

# names TEXT ADDRESS: the recipient that a pasted reply names; "" for none.
names() {
	local got
	got=$("$FIVEFIFTY" scan --events - <<< "$1" | grep -o '"recipient":"[^"]*"' | cut -d'"' -f4)
	[ "$got" = "$2" ] && return
	echo "# $1: got '$got', want '$2'"
	return 1
}

@test "a reply alone: the recipient is the only address that it names, where it is about a recipient" {
	names '550 5.1.1 <bob@example.org>: Recipient address rejected: User unknown' bob@example.org
	names '550 5.1.1 bob@example.org... User unknown' bob@example.org
	names '550 5.1.1 <bob@example.org>... User unknown' bob@example.org
	names '552 5.2.2 Mailbox of <bob@example.org> is full (<BOB@example.org>)' bob@example.org
	names '550 5.1.1 <bob@example.org>: User unknown, ask <eve@example.org>' ''
	names '550 5.1.1 User unknown, ask postmaster@example.org' ''
	names '550 5.1.1 User unknown (mail from: <ann@example.net>)' ''
	names '550 5.1.1 User unknown, sender was <ann@example.net>' ''
	names '550 5.1.8 <ann@example.net>: Sender address rejected: Domain not found' ''
	names '551 5.1.6 User not local; please try <new@example.net>' ''
	run "$FIVEFIFTY" '550 5.1.1 <bob@example.org>: Recipient address rejected: User unknown'
	has 'bob@example.org: bad: stop using it'
}

@test "the same input gives the same id" {
	mails
	run "$FIVEFIFTY" --json box/a.eml
	first=$output
	run "$FIVEFIFTY" --json box/a.eml
	[ "$output" = "$first" ]
}

@test "what is not known or was not examined is absent; no checks and no proof offline" {
	run "$FIVEFIFTY" explain --json '550 5.7.1 Relaying denied'
	[ "$status" -eq 0 ]
	printf '%s\n' "$output" | case_schema
	has '"contributing":[]'
	for key in recipient sender time checks proof refuted null file; do
		hasnt "\"$key\""
	done
	hasnt null
	run bash -c 'echo "550 5.7.1 Relaying denied" | "$FIVEFIFTY" --json -'
	has '"input":{"file":"-","format":"reply"}'
}

@test "codes and tokens as JSON" {
	for words in 5.7.1 '550 5.7.1' TSS04; do
		run "$FIVEFIFTY" --json "$words"
		[ "$status" -eq 0 ]
		printf '%s\n' "$output" | case_schema
	done
	has reputation.complaints
}

@test "events, one a line" {
	mails
	run "$FIVEFIFTY" scan --events box
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 5 ]
	printf '%s\n' "$output" | event_schema
	has '"queue_id":"4ABC"'
	has '"file":"box/a.eml"'
	has '"format":"rfc3464"'
	has '"format":"reply"'
}

@test "hostile mail gives valid JSON" {
	for i in 0 1 2 3 4 5 6 7; do
		head -c 20000 /dev/urandom > "random$i"
		bounce_of b.eml bob@example.net "550 5.1.1 $(head -c 300 /dev/urandom | tr -d '\000\n\r')"
		cp b.eml "bounce$i.eml"
	done
	"$FIVEFIFTY" scan --events . | event_schema
	"$FIVEFIFTY" --json random* bounce* | case_schema
}

@test "the corpora" {
	shared=${FIVEFIFTY_SHARED:-$source_tree/../shared}
	[ -d "$shared/corpora" ] || skip "no corpora at $shared"
	for dir in corpora/bounces/eml corpora/bounces/not-a-bounce real-mta/samples corpora/scenarios; do
		"$FIVEFIFTY" scan --events "$shared/$dir" | event_schema
		"$FIVEFIFTY" --json "$shared/$dir" | case_schema
	done
}
