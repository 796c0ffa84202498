#!/usr/bin/env bats
# check reputation: what public sources say of an address, in world files: each grade, unknown, refused, no answer, terms.

load helper

world() {
	export COLUMNS=300
	{
		printf '; !now 2026-11-17T08:00:00Z\n$ORIGIN .\n$TTL 300\n'
		cat
	} > world.txt
}

check() { run "$FIVEFIFTY" check "$@" --world world.txt; }

grade() {
	run "$FIVEFIFTY" check "$@" --world world.txt --json
	printf '%s' "$output" | "${PYTHON:-python3}" -c 'import json,sys; print(json.load(sys.stdin)["result"])'
}

@test "reputation: the grades of each source, in its words" {
	world <<-'ZONE'
	1.2.0.192.list.dnswl.org. A 127.0.5.2
	2.2.0.192.list.dnswl.org. A 127.0.20.0
	3.2.0.192.rep.mailspike.net. A 127.0.0.10
	4.2.0.192.rep.mailspike.net. A 127.0.0.13
	5.2.0.192.score.senderscore.com. A 127.0.4.83
	6.2.0.192.score.senderscore.com. A 127.0.4.12
	7.2.0.192.rep.mailspike.net. A 127.0.0.99
	ZONE
	check reputation --ip 192.0.2.1
	[ "$status" -eq 0 ]
	has "medium trust"
	check reputation --ip 192.0.2.2
	[ "$status" -eq 0 ]
	has "no special trust"
	check reputation --ip 192.0.2.3
	[ "$status" -eq 1 ]
	has "Mailspike: the worst reputation"
	has "mailspike.org/iplookup"
	[ "$(grade reputation --ip 192.0.2.4)" = warn ]
	check reputation --ip 192.0.2.5
	hasnt "Sender Score"
	check reputation --ip 192.0.2.5 --accept registered
	[ "$status" -eq 0 ]
	has "a score of 83 out of 100"
	check reputation --ip 192.0.2.6 --accept senderscore
	[ "$status" -eq 1 ]
	check reputation --ip 192.0.2.7
	has "127.0.0.99"
	[ "$(grade reputation --ip 192.0.2.7)" = note ]
}

@test "reputation: unknown, refused to us, no answer, lists the world, IPv6" {
	world <<-'ZONE'
	9.2.0.192.list.dnswl.org. A 127.0.5.3
	1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.list.dnswl.org. A 127.0.5.3
	ZONE
	[ "$(grade reputation --ip 192.0.2.10)" = note ]
	check reputation --ip 192.0.2.10
	has "none of 2 sources"
	[ "$(grade reputation --ip 2001:db8::1)" = good ]
	world <<-'ZONE'
	*.list.dnswl.org. A 127.0.0.255
	*.score.senderscore.com. A 127.255.255.255
	*.rep.mailspike.net. A 127.0.0.10
	ZONE
	check reputation --ip 192.0.2.9 --accept all
	[ "$status" -eq 0 ]
	has "DNSWL"
	has "refuses to answer us: the resolver"
	has "who asks is not registered"
	has "means nothing"
	hasnt "worst reputation"
	world <<-'ZONE'
	; !timeout rep.mailspike.net
	; !timeout 1.0.0.127.rep.mailspike.net
	; !timeout 9.2.0.192.list.dnswl.org
	ZONE
	[ "$(grade reputation --ip 192.0.2.9)" = unknown ]
	check reputation --ip 192.0.2.9
	has "did not answer for this"
	has "does not answer"
}

@test "reputation: asked by all with --lists only" {
	world <<-'ZONE'
	3.2.0.192.rep.mailspike.net. A 127.0.0.10
	ZONE
	check all --ip 192.0.2.3
	hasnt "Mailspike"
	check all --ip 192.0.2.3 --lists
	has "Mailspike"
	check reputation example.org
	[ "$status" -eq 64 ]
}

@test "check: --verbose counts the questions, JSON does not; a site's own lists are asked" {
	world <<-'ZONE'
	9.2.0.192.own.example. A 127.0.0.2
	test.own.example. A 127.0.0.2
	2.0.0.127.own.example. A 127.0.0.2
	ZONE
	check ptr --ip 192.0.2.1 --verbose
	[[ "${lines[-1]}" =~ ^\ *[0-9]+\ questions\ asked$ ]]
	check ptr --ip 192.0.2.1
	hasnt "asked"
	run "$FIVEFIFTY" check ptr --ip 192.0.2.1 --verbose --json --world world.txt
	hasnt "questions"
	mkdir -p know
	printf 'Blocklist: own\nTitle: Our own list\nZone: own.example\nKind: ip4\nTerms: free\nCause: list.ip\nTest: 127.0.0.2\nSource: https://own.example/\nChecked: 2026-11\n' > know/own.know
	check blocklist --ip 192.0.2.9 --knowledge know
	[ "$status" -eq 1 ]
	has "192.0.2.9 is on Our own list"
}

@test "knowledge check: a source of reputation with a grade that there is not; a provider that stands for nothing known" {
	printf 'Reputation: own\nTitle: Ours\nZone: own.example\nKind: ip4\nTerms: free\nAnswer: 127.0.0.2 good fine\nSource: https://own.example/\nChecked: 2026-11\n' > own.know
	run "$FIVEFIFTY" knowledge check own.know
	[ "$status" -eq 0 ]
	sed 's/ good fine/ splendid/' own.know > wrong.know
	run "$FIVEFIFTY" knowledge check wrong.know
	[ "$status" -eq 1 ]
	has "'splendid' is no grade"
	printf 'Provider: own\nTitle: Ours\nMx: own.example\nStands: firewall\nSource: https://own.example/\nChecked: 2026-11\n' > wrong.know
	run "$FIVEFIFTY" knowledge check wrong.know
	[ "$status" -eq 1 ]
	has "'firewall' is no such value"
}
