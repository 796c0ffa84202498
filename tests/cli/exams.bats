#!/usr/bin/env bats
# check ptr, helo, sender, blocklist, route, bulk, all: in world files, for pass, each kind of failure, no answer, and refusal.

load helper

world() {
	{
		printf '; !now 2026-11-17T08:00:00Z\n$ORIGIN .\n$TTL 300\n'
		cat
	} > world.txt
}

check() { run "$FIVEFIFTY" check "$@" --world world.txt; }

check_schema() { "${PYTHON:-python3}" "$here/validate.py" "$source_tree/docs/check.schema.json"; }

# The worst grade, by --json.
grade() {
	run "$FIVEFIFTY" check "$@" --world world.txt --json
	printf '%s' "$output" | "${PYTHON:-python3}" -c 'import json,sys; print(json.load(sys.stdin)["result"])'
}

# The causes of what is bad or a warning, in order.
causes() {
	run "$FIVEFIFTY" check "$@" --world world.txt --json
	printf '%s' "$output" | "${PYTHON:-python3}" -c 'import json,sys
print(*[e.get("cause", "-") for e in json.load(sys.stdin)["evidence"] if e["grade"] in ("bad", "warn")])'
}

@test "ptr: confirmed, missing, unconfirmed, generic, several, no answer, refused" {
	world <<-'ZONE'
	1.2.0.192.in-addr.arpa. PTR mx.example.org.
	mx.example.org. A 192.0.2.1
	mx.example.org. AAAA 2001:db8::1
	3.2.0.192.in-addr.arpa. PTR elsewhere.example.org.
	elsewhere.example.org. A 198.51.100.1
	4.2.0.192.in-addr.arpa. PTR 192-0-2-4.dyn.example.net.
	192-0-2-4.dyn.example.net. A 192.0.2.4
	5.2.0.192.in-addr.arpa. PTR a.example.org.
	5.2.0.192.in-addr.arpa. PTR b.example.org.
	b.example.org. A 192.0.2.5
	; !timeout 6.2.0.192.in-addr.arpa
	; !refused 7.2.0.192.in-addr.arpa
	1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR mx.example.org.
	; !soa 2.0.192.in-addr.arpa ns.example.net 1
	ZONE
	[ "$(grade ptr --ip 192.0.2.1)" = good ]
	[ "$(grade ptr --ip 2001:db8::1)" = good ]
	[ "$(causes ptr --ip 192.0.2.2)" = host.ptr.missing ]
	[ "$(causes ptr --ip 2001:db8::2)" = host.ptr.missing_ipv6 ]
	[ "$(causes ptr --ip 192.0.2.3)" = host.ptr.unconfirmed ]
	[ "$(causes ptr --ip 192.0.2.4)" = host.ptr.generic ]
	[ "$(grade ptr --ip 192.0.2.5)" = note ]
	[ "$(grade ptr --ip 192.0.2.6)" = unknown ]
	[ "$(grade ptr --ip 192.0.2.7)" = unknown ]
	check ptr --ip 192.0.2.2
	[ "$status" -eq 1 ]
	has "the reverse zone is run by ns.example.net"
	check ptr --ip 192.0.2.1
	[ "$status" -eq 0 ]
}

@test "helo: full name, bare name, literal, bare address, local name, no address, no answer" {
	world <<-'ZONE'
	mx.example.org. A 192.0.2.1
	; !servfail dead.example.org
	ZONE
	[ "$(grade helo --helo mx.example.org)" = good ]
	[ "$(grade helo --helo mx.example.org --ip 192.0.2.1)" = good ]
	[ "$(grade helo --helo mx.example.org --ip 192.0.2.9)" = note ]
	[ "$(causes helo --helo mailserver)" = host.helo ]
	[ "$(causes helo --helo '[192.0.2.1]')" = host.helo ]
	[ "$(causes helo --helo 192.0.2.1)" = host.helo ]
	[ "$(causes helo --helo mail.corp.local)" = host.helo ]
	[ "$(causes helo --helo nothing.example.org)" = host.helo ]
	[ "$(grade helo --helo dead.example.org)" = unknown ]
}

@test "sender: MX, address alone, null MX, private address, alias, nothing, no answer, odd names" {
	world <<-'ZONE'
	example.org. MX 10 mx.example.org.
	mx.example.org. A 192.0.2.1
	address.example.org. A 192.0.2.1
	null.example.org. MX 0 .
	private.example.org. MX 10 in.private.example.org.
	in.private.example.org. A 10.1.2.3
	alias.example.org. MX 10 cname.example.org.
	cname.example.org. CNAME mx.example.org.
	lost.example.org. MX 10 gone.example.org.
	empty.example.org. TXT "nothing else"
	xn--bcher-kva.example. MX 10 mx.example.org.
	; !timeout dead.example.org
	ZONE
	[ "$(grade sender --mail-from a@example.org)" = good ]
	[ "$(grade sender --mail-from a@example.org.)" = good ]
	[ "$(grade sender --mail-from a@bücher.example)" = good ]
	[ "$(grade sender --mail-from a@address.example.org)" = note ]
	[ "$(causes sender --mail-from a@null.example.org)" = sender.null_mx ]
	[[ "$(causes sender --mail-from a@private.example.org)" == sender.domain_unresolvable* ]]
	[ "$(causes sender --mail-from a@alias.example.org)" = sender ]
	[ "$(causes sender --mail-from a@lost.example.org)" = sender.domain_unresolvable ]
	[ "$(causes sender --mail-from a@empty.example.org)" = sender.domain_unresolvable ]
	[ "$(causes sender --mail-from a@nowhere.example)" = sender.domain_unresolvable ]
	[ "$(grade sender --mail-from a@dead.example.org)" = unknown ]
	check sender --mail-from "a@$(printf 'x%.0s' {1..70}).example"
	[ "$status" -eq 1 ]
	has "no domain name"
}

@test "blocklist: listed, clean, refused to us, dead, lists the world" {
	mkdir -p own
	world <<-'ZONE'
	2.0.0.127.bl.spamcop.net. A 127.0.0.2
	9.2.0.192.bl.spamcop.net. A 127.0.0.2
	2.0.0.127.zen.spamhaus.org. A 127.255.255.254
	1.0.0.127.zen.spamhaus.org. A 127.255.255.254
	9.2.0.192.zen.spamhaus.org. A 127.255.255.254
	*.psbl.surriel.com. A 127.0.0.2
	ZONE
	check blocklist --ip 192.0.2.9
	[ "$status" -eq 1 ]
	has "192.0.2.9 is on SpamCop"
	hasnt "192.0.2.9 is on Spamhaus"
	hasnt "192.0.2.9 is on Passive"
	check blocklist --ip 192.0.2.9 --verbose --accept noncommercial
	has "refuses to answer us"
	has "lists even its"
	check blocklist --ip 192.0.2.10
	[ "$status" -eq 0 ]
	run "$FIVEFIFTY" check blocklist --ip 192.0.2.9 --world world.txt --json
	has '"dnsbl":[{"of":"192.0.2.9","zone":"bl.spamcop.net","codes":["127.0.0.2"]}]'
}

@test "blocklist: domains, and the hosts of links" {
	world <<-'ZONE'
	test.uribl.com.multi.uribl.com. A 127.0.0.14
	bad.example.multi.uribl.com. A 127.0.0.2
	ZONE
	printf 'From: ann@example.org\nSubject: x\n\nLook at http://bad.example/x and https://good.example/.\n' > m.eml
	run "$FIVEFIFTY" check blocklist m.eml --world world.txt --accept all --json
	[ "$status" -eq 1 ]
	has '"urls_listed":[{"domain":"bad.example","zone":"multi.uribl.com","codes":["127.0.0.2"]}]'
	hasnt '"domain":"good.example"'
}

@test "route: whose MX, null MX, no such domain" {
	world <<-'ZONE'
	example.com. MX 10 aspmx.l.google.com.
	aspmx.l.google.com. A 192.0.2.30
	null.example.com. MX 0 .
	ZONE
	check route bob@example.com
	[ "$status" -eq 0 ]
	has "aspmx.l.google.com"
	has "Gmail"
	check route null.example.com
	[ "$status" -eq 1 ]
	has "takes no mail"
	[ "$(causes route bob@nowhere.example)" = recipient.domain_unknown ]
}

@test "bulk and all: what is not met is named with the provider, the worst first" {
	world <<-'ZONE'
	example.org. TXT "v=spf1 ip4:192.0.2.1 -all"
	example.org. MX 10 mx.example.org.
	mx.example.org. A 192.0.2.1
	1.2.0.192.in-addr.arpa. PTR mx.example.org.
	ZONE
	printf 'Return-Path: <a@example.org>\nFrom: ann@example.org\nTo: b@example.net\nSubject: x\nDate: Tue, 17 Nov 2026 08:00:00 +0000\nMessage-ID: <1@example.org>\n\nhi\n' > m.eml
	check bulk m.eml --ip 192.0.2.1 --helo mx.example.org
	has "Outlook.com"
	has "5.7.515"
	check all m.eml --ip 192.0.2.1 --helo mx.example.org
	[ "$status" -eq 0 ]
	has "publish a DMARC record"
	check all m.eml --ip 192.0.2.2 --helo nowhere.example
	[ "$status" -eq 1 ]
	first=${lines[0]}
	[[ $first == *bad* ]]
	check all example.org
	[ "$status" -eq 0 ]
	for exam in ptr helo sender blocklist bulk content all; do
		check $exam m.eml --ip 192.0.2.2 --helo nowhere.example --json
		printf '%s\n' "$output" | check_schema || { echo "# $exam"; return 1; }
	done
	check all
	[ "$status" -eq 64 ]
}
