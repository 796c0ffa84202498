#!/usr/bin/env bats
# knowledge check, list, show; a site's own knowledge.

load helper

sound() {
	cat <<'K'
Cause: custom
Title: a cause of our own
Class: block
Address: keep
Who: sender_mta
Retry: after_fix
Remedy: custom-remedy
Explain: Our own rule.

Remedy: custom-remedy
Summary: Ask us
Step: ask us | Write to postmaster@example.org
Source: our handbook
Checked: 2026-11

Rule: custom-frobnicate
Reply: frobnication quota of <domain> is exhausted
Cause: custom
Source: our handbook
Checked: 2026-11
Basis: documented
Example: 550 5.7.1 The frobnication quota of example.com is exhausted
Not: 550 5.7.1 no frobnication here
K
}

@test "what is built in is sound" {
	run "$FIVEFIFTY" knowledge check
	printf '%s\n' "$output" | tail -20 | sed 's/^/# /'
	[ "$status" -eq 0 ]
	has "0 complaints"
}

@test "the build fails on what it would leave out" {
	printf 'Example: 550 astray\n' > stray.know
	run "$BAKE" . stray.know
	[ "$status" -ne 0 ]
	has "stray.know:1: unknown kind of stanza 'Example'"
	[ ! -e book.bin ]
}

@test "a site's own rule, with --knowledge" {
	mkdir site
	sound > site/own.know
	run "$FIVEFIFTY" explain --knowledge site '550 5.7.1 The frobnication quota of example.com is exhausted'
	[ "$status" -eq 0 ]
	has "a cause of our own"
	has "custom-frobnicate"
	has "Write to postmaster@example.org"
	run "$FIVEFIFTY" knowledge show custom-frobnicate --knowledge site
	[ "$status" -eq 0 ]
	has "site/own.know:"
	run "$FIVEFIFTY" scan --events --knowledge site - <<< '550 5.7.1 The frobnication quota of example.com is exhausted'
	has '"cause":"custom","class":"block"'
	run "$FIVEFIFTY" knowledge check site
	[ "$status" -eq 0 ]
}

@test "knowledge that is wrong stops the program: 78" {
	mkdir site
	printf 'Rule: x\nReply: {a|b\nCause: nowhere\n' > site/own.know
	run "$FIVEFIFTY" explain --knowledge site 5.7.1
	[ "$status" -eq 78 ]
	has "site/own.know:1"
}

# complains SED-SCRIPT TEXT: sound knowledge, changed so, is complained of with this text, and the exit status is 1.
complains() {
	sound | sed "$1" > own.know
	run "$FIVEFIFTY" knowledge check own.know
	[ "$status" -eq 1 ]
	has "$2"
	has "own.know:"
}

@test "check complains of each kind of mistake" {
	complains 's/^Source: our handbook/Sauce: x/' 'unknown field Sauce:'
	complains '/^Rule/,$s/^Source:.*//' 'no Source:'
	complains '/^Example/d' 'no Example:'
	complains '/^Basis/d' 'no Basis:'
	complains '/^Rule/,$s/^Cause: custom/Cause: nowhere/' 'nowhere'
	complains 's/^Reply:/Remedy: none\nReply:/' "no remedy 'none'"
	complains 's/^Basis: .*/Basis: guessed/' "'guessed' is no such value"
	complains 's/^Class: block/Class: solid/' "'solid' is no such value"
	complains 's/^Checked: .*/Checked: last year/' 'is a month'
	complains 's/^Example: .*/Example: 550 something else/' 'does not match its example'
	complains 's/^Not: .*/Not: 550 frobnication quota of example.net is exhausted/' 'matches what it must not'
	complains 's/^Rule: .*/Rule: Custom_Rule/' 'an id is lower case'
	complains 's/^Step: ask/Step: beg/' 'is no kind of step'
	complains 's/^Reply: .*/Reply: {a|b/' 'own.know:'
	complains 's/^Title/no field/' 'not a field'
	complains 's/^Rule: .*/\nExample: 550 astray/' "own.know:17: unknown kind of stanza 'Example'"
	sound > own.know
	echo >> own.know
	sound | sed -n '/^Rule/,$p' >> own.know
	run "$FIVEFIFTY" knowledge check own.know
	[ "$status" -eq 1 ]
	has 'stands already'
}

@test "an example that a rule of an unrelated cause wins" {
	{
		sound
		printf '\nCause: other\nTitle: another\nClass: hard\nAddress: keep\nWho: nobody\nRetry: no\nRemedy: custom-remedy\nExplain: Another.\n'
		printf '\nRule: other-longer\nReply: The frobnication quota of <domain> is exhausted\nCause: other\nSource: x\nChecked: 2026-11\nBasis: documented\n'
		printf 'Example: 550 The frobnication quota of example.com is exhausted\n'
	} > own.know
	run "$FIVEFIFTY" knowledge check own.know
	[ "$status" -eq 1 ]
	has 'is won by other-longer (other)'
	printf '550 5.7.1 The frobnication quota of example.com is exhausted\n550 The frobnication quota of example.net is exhausted\n' > replies
	run "$FIVEFIFTY" knowledge check --collisions replies own.know
	has '2  other-longer (other) over custom-frobnicate (custom)'
}

@test "list and show" {
	run "$FIVEFIFTY" knowledge list
	[ "$status" -eq 0 ]
	[[ $output =~ [0-9]+\ \ Rule ]]
	for kind in cause causes Rule provider topic code blocklist remedy; do
		run "$FIVEFIFTY" knowledge list "$kind"
		[ "$status" -eq 0 ]
		[ "${#lines[@]}" -gt 20 ]
	done
	run "$FIVEFIFTY" knowledge show recipient.full
	[ "$status" -eq 0 ]
	has "the mailbox is full"
	has "knowledge/causes.know:"
	run "$FIVEFIFTY" knowledge show gmail
	has "Gmail"
	run "$FIVEFIFTY" knowledge show 5.7.1
	has "RFC 3463"
	has "protection.outlook.com"
	run "$FIVEFIFTY" knowledge show relaying-denied
	has "Ask "
	for id in spamhaus-zen vade-403; do
		run "$FIVEFIFTY" knowledge show "$id"
		[ "$status" -eq 0 ]
	done
}

@test "a rule names a provider that there is" {
	sound > own.know
	sed -i 's/^Rule: custom-frobnicate/&\nProvider: custom/' own.know
	run "$FIVEFIFTY" knowledge check own.know
	[ "$status" -eq 1 ]
	has "there is no provider 'custom'"
	printf '\nProvider: custom\nTitle: Custom\nSource: our handbook\nChecked: 2026-11\n' >> own.know
	run "$FIVEFIFTY" knowledge check own.know
	[ "$status" -eq 0 ]
}
