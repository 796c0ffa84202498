#!/usr/bin/env bats
# The answer for people: a bounce, several recipients, standard input, directories, mailboxes; and hostile mail.

load helper

@test "a bounce: the first three lines are who, about whom, and the address" {
	bounce_of a.eml bob@example.net '550 5.1.1 <bob@example.net>: Recipient address rejected: User unknown in virtual mailbox table'
	run "$FIVEFIFTY" a.eml
	[ "$status" -eq 0 ]
	[[ ${lines[0]} =~ ^"Who said it  ".*mx.example.net ]]
	[[ ${lines[1]} == "Who said it"* || ${lines[1]} == "About        "*bob@example.net* || ${lines[1]} == "             "* ]]
	has "Address      bob@example.net: bad: stop using it"
	has "Class        hard"
	has "recipient.unknown"
	has "What to do"
	has "Never        - "
	has "Send again"
	has "Based on"
	hasnt "DNS too"
}

@test "the decisive words of the reply are marked" {
	bounce_of a.eml bob@example.net '554 5.7.1 <bob@example.net>: Relay access denied'
	run "$FIVEFIFTY" a.eml
	has "«Relay access denied»"
	CLICOLOR_FORCE=1 run "$FIVEFIFTY" a.eml
	has $'\e[1;4mRelay access denied\e[0m'
	hasnt "«"
}

@test "a block never costs the address" {
	bounce_of a.eml bob@example.net '554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org'
	run "$FIVEFIFTY" a.eml
	has "bob@example.net: good, as far as this tells: keep it"
	has "About        the sending address 192.0.2.7"
}

@test "codes that contradict each other are told" {
	bounce_of a.eml bob@example.net '550 5.7.1 blocked using zen.spamhaus.org'
	sed -i 's/^Status: 5.0.0/Status: 5.1.1/' a.eml
	run "$FIVEFIFTY" a.eml
	has "contradict"
	has "block: "
}

@test "several recipients: a table first, then each answer once" {
	bounce_of a.eml bob@example.net '550 5.1.1 user unknown' eve@example.net '550 5.1.1 user unknown' sue@example.net '552 5.2.2 mailbox full'
	run "$FIVEFIFTY" a.eml
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == recipient*class*outcome*why ]]
	[[ ${lines[1]} == bob@example.net*hard*failed* ]]
	[[ ${lines[3]} == sue@example.net*soft*failed* ]]
	has "For          bob@example.net, eve@example.net"
	has "For          sue@example.net"
	[ "$(printf '%s\n' "$output" | grep -c '^Who said it')" -eq 2 ]
}

@test "diagnose tells more: evidence, and the letter" {
	bounce_of a.eml bob@example.net '554 5.7.1 <bob@example.net>: Relay access denied'
	run "$FIVEFIFTY" diagnose --offline a.eml
	[ "$status" -eq 0 ]
	has "Letter       "
	hasnt "<recipient>"
	has "bob@example.net"
	first=$output
	run "$FIVEFIFTY" diagnose --offline a.eml
	[ "$output" = "$first" ]
	run bash -c '"$FIVEFIFTY" diagnose --offline - < a.eml'
	[ "$output" = "$first" ]
}

@test "several files: each under its name; standard input" {
	bounce_of a.eml bob@example.net '550 5.1.1 user unknown'
	bounce_of b.eml eve@example.net '552 5.2.2 mailbox full'
	run "$FIVEFIFTY" a.eml b.eml
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = a.eml ]
	has $'\n\nb.eml\n'
	run bash -c '"$FIVEFIFTY" < a.eml'
	[ "$status" -eq 0 ]
	has "bob@example.net"
	run bash -c 'cat a.eml | "$FIVEFIFTY" -'
	has "bob@example.net"
}

@test "line ends do not matter" {
	bounce_of a.eml bob@example.net '550 5.1.1 user unknown'
	sed 's/$/\r/' a.eml > crlf.eml
	tr '\n' '\r' < a.eml > cr.eml
	run bash -c '"$FIVEFIFTY" - < a.eml'
	first=$output
	run bash -c '"$FIVEFIFTY" - < crlf.eml'
	[ "$output" = "$first" ]
	run bash -c '"$FIVEFIFTY" - < cr.eml'
	[ "$output" = "$first" ]
}

@test "a directory or a mailbox is summed up" {
	mkdir box
	bounce_of box/a.eml bob@example.net '550 5.1.1 user unknown'
	bounce_of box/b.eml eve@example.net '552 5.2.2 mailbox full'
	run "$FIVEFIFTY" box
	[ "$status" -eq 0 ]
	has "2 mails in 2 files: 2 cases"
	has recipient.unknown
	for f in box/*.eml; do echo 'From MAILER-DAEMON Tue Nov 17 07:45:15 2026'; cat "$f"; echo; done > mbox
	run "$FIVEFIFTY" mbox
	[ "$status" -eq 0 ]
	has recipient.unknown
	has recipient.full
}

@test "what is no bounce is called none" {
	printf '%s\n' 'From: ann@example.org' 'To: bob@example.net' 'Subject: lunch' 'Date: Tue, 17 Nov 2026 07:45:15 +0000' 'Message-ID: <1@example.org>' '' 'At noon?' > a.eml
	run "$FIVEFIFTY" a.eml
	[ "$status" -eq 0 ]
	has "no bounce"
	: > empty
	run "$FIVEFIFTY" empty
	[ "$status" -eq 0 ]
	has "nothing"
	run bash -c '"$FIVEFIFTY" < /dev/null'
	[ "$status" -eq 0 ]
}

@test "nothing of a mail reaches the terminal unescaped" {
	evil=$'550 5.1.1 \e]0;owned\a no such user \e[2J\e[31m \xc2\x9b31m \xe2\x80\xae evil \x07\x08'
	bounce_of a.eml $'bob@example.net' "$evil"
	sed -i $'s/^Subject: Our meeting/Subject: \e[41mred\e[0m/' a.eml
	for command in "a.eml" "diagnose --offline a.eml" "explain"; do
		if [ "$command" = explain ]; then
			run "$FIVEFIFTY" explain "$evil"
		else
			run "$FIVEFIFTY" $command
		fi
		[ "$status" -eq 0 ]
		hasnt $'\e'
		hasnt $'\a'
		hasnt $'\x08'
		hasnt $'\xc2\x9b'
		hasnt $'\xe2\x80\xae'
	done
	run "$FIVEFIFTY" "nosuchdir/$(printf '\033[31m').eml"
	[ "$status" -eq 66 ]
	hasnt $'\e'
}

@test "bytes that are no UTF-8 come out as U+FFFD" {
	run "$FIVEFIFTY" explain $'550 5.1.1 no such user \xff\xfe'
	[ "$status" -eq 0 ]
	printf '%s' "$output" | iconv -f UTF-8 -t UTF-8 > /dev/null
}

@test "colour: NO_COLOR, CLICOLOR_FORCE, a terminal, TERM=dumb" {
	run "$FIVEFIFTY" explain 5.7.1
	hasnt $'\e'
	CLICOLOR_FORCE=1 run "$FIVEFIFTY" explain 5.7.1
	has $'\e['
	CLICOLOR_FORCE=0 run "$FIVEFIFTY" explain 5.7.1
	hasnt $'\e'
	NO_COLOR=1 CLICOLOR_FORCE=1 run "$FIVEFIFTY" explain 5.7.1
	hasnt $'\e'
	command -v script > /dev/null || return 0
	TERM=xterm run script -qec "'$FIVEFIFTY' explain 5.7.1" /dev/null
	has $'\e['
	TERM=dumb run script -qec "'$FIVEFIFTY' explain 5.7.1" /dev/null
	hasnt $'\e'
}

@test "wide characters count two columns" {
	run "$FIVEFIFTY" explain "550 5.1.1 宛先のメールアドレスが見つかりません。宛先のメールアドレスが見つかりません。宛先のメールアドレスが見つかりません。"
	[ "$status" -eq 0 ]
	fits_page
}

@test "a long reply is cut behind the decisive words" {
	long=$(printf 'and so on and so forth %.0s' {1..40})
	bounce_of a.eml bob@example.net "550 5.1.1 no such user; $long end of it"
	run "$FIVEFIFTY" a.eml
	[ "$status" -eq 0 ]
	has "…"
	hasnt "end of it"
	bounce_of b.eml bob@example.net "550 5.1.1 $long no such user; $long end of it"
	run "$FIVEFIFTY" b.eml
	has "«no such user»"
	hasnt "end of it"
}
