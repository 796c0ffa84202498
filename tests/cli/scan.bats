#!/usr/bin/env bats
# scan: many mails, in the order of names.

bats_require_minimum_version 1.5.0
load helper

mails() {
	mkdir -p box/new box/cur box/tmp
	bounce_of box/new/2.eml bob@example.net '550 5.1.1 user unknown'
	bounce_of box/cur/1.eml eve@example.net '552 5.2.2 mailbox full'
	bounce_of box/new/1.eml sue@example.net '554 5.7.1 Relay access denied'
	bounce_of box/tmp/0.eml tim@example.net '550 5.1.1 half delivered'
	bounce_of box/new/.hidden lee@example.net '550 5.1.1 hidden'
}

recipients() {
	printf '%s\n' "$output" | grep -o '"recipient":"[^"]*"' | cut -d'"' -f4 | tr '\n' ' '
}

@test "a Maildir, in the order of names, without tmp" {
	mails
	run "$FIVEFIFTY" scan --events box
	[ "$status" -eq 0 ]
	[ "$(recipients)" = 'eve@example.net sue@example.net bob@example.net ' ]
	first=$output
	run "$FIVEFIFTY" scan --events box
	[ "$output" = "$first" ]
}

@test "a mailbox: each mail, with the line where it begins" {
	mails
	for f in box/new/1.eml box/new/2.eml; do echo 'From MAILER-DAEMON Tue Nov 17 07:45:15 2026'; cat "$f"; echo; done > mbox
	run "$FIVEFIFTY" scan --events mbox
	[ "$status" -eq 0 ]
	[ "${#lines[@]}" -eq 2 ]
	has '"line":1,'
	second=$(grep -n '^From MAILER' mbox | sed -n '2s/:.*//p')
	has "\"line\":$second,"
}

# notice KIND ADDRESS: a notification of Amazon SES.
notice() {
	printf '{"%s":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"%s","diagnosticCode":' "$1" "$2"
	printf '"smtp; 550 5.1.1 user unknown"}]},"mail":{"source":"ann@example.org"}}\n'
}

@test "notices of Amazon SES: one, a row, an array; as a file, on standard input, pasted" {
	{ notice notificationType bob@example.net; notice eventType eve@example.net; } > rows.json
	run "$FIVEFIFTY" scan --events rows.json
	[ "$(recipients)" = 'bob@example.net eve@example.net ' ]
	has '"format":"ses-json"'
	has '"line":2,'
	{ echo '['; notice notificationType bob@example.net; echo ','; notice eventType eve@example.net; echo ']'; } > array.json
	run "$FIVEFIFTY" scan --events array.json
	[ "$(recipients)" = 'bob@example.net eve@example.net ' ]
	run "$FIVEFIFTY" --json - < rows.json
	[ "$(recipients)" = 'bob@example.net eve@example.net ' ]
	run "$FIVEFIFTY" "$(notice eventType eve@example.net)"
	[ "$status" -eq 0 ]
	has 'eve@example.net: bad: stop using it'
}

@test "standard input, several paths, replies" {
	mails
	printf '550 5.1.1 user unknown\n' > a.txt
	run bash -c 'cat box/new/1.eml | "$FIVEFIFTY" scan --events'
	[ "$status" -eq 0 ]
	[ "$(recipients)" = 'sue@example.net ' ]
	has '"file":"-"'
	run "$FIVEFIFTY" scan --events a.txt box/new/2.eml
	[ "${#lines[@]}" -eq 2 ]
	has '"file":"a.txt"'
}

@test "the summary: outcomes, classes, causes, providers, and what was not understood" {
	mails
	printf '550 5.0.0 xyzzy plugh\n' > box/new/3.txt
	printf '%s\n' 'From: ann@example.org' 'To: bob@example.net' 'Subject: lunch' 'Message-ID: <1@example.org>' '' 'At noon?' > box/new/4.eml
	run "$FIVEFIFTY" scan box
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = '5 mails in 5 files: 4 cases; 1 without a refusal' ]
	[[ $output =~ recipient.unknown\ +1\ +25.0\ % ]]
	[[ $output =~ failed\ +4\ +100.0\ % ]]
	[[ $output =~ unclassified\ +1\ +25.0\ % ]]
	for head in outcome class cause provider; do
		printf '%s\n' "$output" | grep -q "^$head *$"
	done
}

@test "--fail-on" {
	mails
	run "$FIVEFIFTY" scan --fail-on hard box
	[ "$status" -eq 1 ]
	run "$FIVEFIFTY" scan --events --fail-on info box
	[ "$status" -eq 0 ]
	run "$FIVEFIFTY" scan --events --fail-on=block box
	[ "$status" -eq 1 ]
}

@test "a path that is not there does not stop the others" {
	mails
	run --separate-stderr "$FIVEFIFTY" scan --events nowhere box
	[ "$status" -eq 66 ]
	[ "${#lines[@]}" -eq 3 ]
	[[ $stderr == *nowhere* ]]
}

@test "nothing in it is no error" {
	mkdir empty
	run "$FIVEFIFTY" scan --events empty
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	run "$FIVEFIFTY" scan empty
	[ "$status" -eq 0 ]
	has '0 mails'
	run bash -c '"$FIVEFIFTY" scan --events < /dev/null'
	[ "$status" -eq 0 ]
}
