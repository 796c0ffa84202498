#!/usr/bin/env bats
# The questions that users ask first: class, causes, first step, source, on one page.  Codes, tokens, replies.

load helper

# answers QUESTION TEXT...: `explain` answers on one page, with all of these in it.
answers() {
	run "$FIVEFIFTY" explain "$1"
	[ "$status" -eq 0 ]
	fits_page
	has "Class        "
	has "First step   "
	has "Source       "
	local text
	for text in "${@:2}"; do
		has "$text"
	done
}

@test "what 550 5.7.1 means, and its causes" {
	for question in 'what does 550 5.7.1 mean?' 'What does 550 5.7.1 mean and what are its causes' 'why do I get 550 5.7.1?' 'What is error 550 5.7.1'; do
		answers "$question" "Causes       1. " policy.local list.ip relay content.spam auth "RFC 3463"
	done
}

@test "how to fix Gmail's and stay out of its spam folder" {
	for question in "how do I fix Gmail's 550 5.7.1?" 'How to fix 550 5.7.1 from Gmail and stay out of its spam folder?' 'gmail 550-5.7.26 how to fix'; do
		answers "$question" auth.unauthenticated auth.dmarc "DKIM" "https://support.google.com"
	done
	answers 'how do I stay out of the spam folder?' reputation "No reply tells this"
}

@test "how to read a bounce and its codes" {
	for question in 'how do I read a bounce?' 'how to read a bounce and its codes' 'How do I understand a bounce message and its codes?'; do
		answers "$question" "Diagnostic-Code" "RFC 3464"
	done
}

@test "is Vade's 550 5.7.1 hard: by its suffix" {
	for question in "is Vade's 550 5.7.1 hard?" 'Is a Vade 550 5.7.1 bounce hard or soft?' 'vade 550 5.7.1 OXSUS001_403 hard or block?'; do
		answers "$question" "_403 hard" "_1xx block" "421 soft" recipient.unknown "vadesecure.com"
	done
}

@test "the common bounce messages, and what they mean" {
	for question in 'what are the common bounce messages and what do they mean?' 'common bounce messages' 'list of bounce messages'; do
		answers "$question" "5.1.1" "5.2.2" "hard" "soft" "block" "RFC 5321"
	done
}

@test "what causes 550 relaying denied" {
	for question in 'what causes 550 relaying denied?' 'what causes "550 relaying denied"' 'why relay access denied?' 'how do I fix 554 5.7.1 relay access denied?'; do
		answers "$question" relay.auth_required relay.wrong_smarthost relay.recipient_mx_wrong "RFC"
	done
}

@test "every topic fits a page, and its own words find a topic" {
	awk '/^Topic: / { first = 1 } /^Ask: / && first { first = 0; sub(/^Ask: /, ""); gsub(/\|[^ ]*/, ""); print }' "$source_tree/knowledge/topics.know" > questions
	[ "$(wc -l < questions)" -gt 40 ]
	mkdir pages
	while read -r question; do
		"$FIVEFIFTY" explain "what about $question?" > "pages/${question//\//_}"
	done < questions
	pages_fit pages/*
	! grep -l "no answer to this" pages/*
}

@test "a question that nothing answers: says so, and names topics" {
	run "$FIVEFIFTY" explain 'how high is the moon?'
	[ "$status" -eq 0 ]
	has "no answer to this"
	[ "${#lines[@]}" -ge 6 ]
	fits_page
	run "$FIVEFIFTY" frobnicate
	[ "$status" -eq 0 ]
	has "no answer to this"
	run "$FIVEFIFTY" explain ''
	[ "$status" -eq 0 ]
	has "nothing in it"
}

@test "a bare code: registry, causes in practice, providers that deviate, why it does not decide" {
	for code in '550 5.7.1' '5.7.1' '550/5.7.1' '550-5.7.1' 'SMTP error 550 5.7.1' '(#5.7.1)'; do
		answers "$code" "delivery not authorised" "Registry" "In practice" "list.ip" "By provider" "The code alone does not decide" "RFC 3463"
	done
	answers 550 "In practice" "recipient.unknown" "RFC 5321"
	answers 4.2.2 "the mailbox is full" "soft" "recipient.full"
	answers 5.1.1 "hard"
	answers '550 5.7.606' "Microsoft 365" "First step   mail server: Find why it was listed" "https://sender.office.com/: Enter the address"
	answers 5.7.511 "mailto:delist@microsoft.com"
	run "$FIVEFIFTY" explain 5.7.999
	[ "$status" -eq 0 ]
	has "no such code is registered"
	fits_page
}

@test "a code of one provider's own: its meaning leads" {
	answers 5.7.705 "the tenant sends too much" "hijacked" "Microsoft 365" relay.account_restricted "No such code is registered"
	answers 5.7.64 "belongs to no tenant" relay.connector "inbound connector"
	answers '550 5.7.520' "automatic forwarding" "Its administrator can allow it" policy.local.organisation_rule
	answers 5.7.515 "5,000 messages" policy.bulk_rules auth.dmarc
	answers 5.7.606 "sender.office.com" reputation.ip.provider_block
	answers 5.4.1 "Registry" "By provider" "unknown, or the domain is not accepted" "Zoho"
	for code in 5.7.705 5.4.1 5.7.1 '550 5.1.1'; do
		run "$FIVEFIFTY" explain "$code"
		hasnt " /5."
		hasnt "(/5."
	done
	run "$FIVEFIFTY" explain '550 5.1.1 frobnicated'
	has "the code alone: "
	hasnt " /5."
}

@test "every code of the knowledge fits a page" {
	"$FIVEFIFTY" knowledge list code | awk '{ print $1 }' | grep -v -- '-[0-9]*$' | sort -u > codes
	mkdir pages
	while read -r code; do
		"$FIVEFIFTY" explain "${code#/}" > "pages/${code//\//_}"
	done < codes
	pages_fit pages/*
}

@test "the code in a question, where no topic is about it" {
	answers 'what does 5.5.4 mean?' "In practice" "5.5.4"
	hasnt "no answer"
}

@test "a question with a code, or a token, in it: the topic that asks for it, else the token" {
	answers 'my spf is fine, why does 5.7.26 fail?' "My SPF record is fine" auth.dmarc.misaligned_third_party
	answers 'My SPF is valid but 5.7.26 still fails, why?' "My SPF record is fine"
	answers 'is TSS04 a hard bounce' "TSS04" "Yahoo" reputation.complaints
	answers 'should I delete the address after [TSS04]?' "Yahoo" reputation.complaints
	answers 'is S3150 hard or soft?' reputation.ip.provider_block block
}

@test "a vendor's token alone" {
	answers TSS04 "[" "Yahoo" reputation.complaints
	answers S3150 reputation.ip.provider_block block
	answers '[TSS04]' reputation.complaints
	answers OXSUS001_403 recipient.unknown hard
	answers oxseu001_101 list.ip block
}

@test "a reply: who, about whom, address, cause, class, step, never, source" {
	answers '550 5.7.1 Relaying denied' "Who said it" "About" "Address" "Cause" "relay" "Never"
	answers '550 5.7.26 Unauthenticated email from example.com is not accepted due to domain'"'"'s DMARC policy' "Gmail" "example.com" "auth.dmarc" "keep it"
	answers '550 5.1.1 <bob@example.net>: Recipient address rejected: User unknown' "bad: stop using it" "hard: the address is bad"
	answers '554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org' "192.0.2.7" "list.ip" "block"
}

@test "the marked words: whole words, brackets and quotes in pairs" {
	marked() { printf '%s' "$output" | tr '\n' ' ' | python3 -c 'import sys, re; t = " ".join(re.findall("«(.*?)»", sys.stdin.read())); sys.exit(any(t.count(a) != t.count(b) for a, b in ("()", "[]", "<>")) or t.count("\"") % 2)'; }
	for reply in '550 5.1.1 <bob@example.net>: Recipient address rejected: User unknown in local recipient table' \
		'554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org (listed)' \
		'550 5.1.1 The user "bob" does not exist (user unknown)' '550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal'; do
		run "$FIVEFIFTY" explain "$reply"
		[ "$status" -eq 0 ]
		has "«"
		marked || { echo "# $output"; return 1; }
	done
}

@test "no reason in the words: says so, and where to look" {
	answers '550 frobnicated' "no reason" "nothing says that the address is bad" "keep it" "First step   Ask yourself: Is this all that was said?"
}

@test "words need no quotes, and a reply needs no code" {
	run "$FIVEFIFTY" 550 5.7.1 Relaying denied
	[ "$status" -eq 0 ]
	first=$output
	run "$FIVEFIFTY" '550 5.7.1 Relaying denied'
	[ "$output" = "$first" ]
	answers 'Our system has detected that this message is likely unsolicited mail' content.spam
}

@test "every reply that the knowledge has as an example fits a page" {
	cat "$source_tree"/knowledge/rules/*.know | sed -n 's/^Example: //p' | awk 'NR % 20 == 0' > examples
	[ "$(wc -l < examples)" -gt 100 ]
	mkdir pages
	n=0
	while read -r example; do
		"$FIVEFIFTY" explain -- "$example" > "pages/$((++n))"
	done < examples
	pages_fit pages/*
}

@test "narrow and wide terminals" {
	for columns in 40 60 100; do
		COLUMNS=$columns run "$FIVEFIFTY" explain '550 5.7.1 Relaying denied'
		[ "$status" -eq 0 ]
		widest=$(printf '%s\n' "$output" | python3 -c 'import sys; print(max(len(l.rstrip("\n")) for l in sys.stdin))')
		[ "$widest" -le "$columns" ]
	done
}

@test "explain - and explain FILE" {
	run bash -c 'echo "550 5.7.1 Relaying denied" | "$FIVEFIFTY" explain -'
	[ "$status" -eq 0 ]
	has "relay"
	bounce_of a.eml bob@example.net '550 5.1.1 no such user'
	run "$FIVEFIFTY" explain a.eml
	[ "$status" -eq 0 ]
	has "bob@example.net"
}
