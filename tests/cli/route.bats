#!/usr/bin/env bats
# check route: where the mail goes, what stands before the mailbox, who spoke; MX without addresses, of several houses, no answers.

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

causes() {
	run "$FIVEFIFTY" check "$@" --world world.txt --json
	printf '%s' "$output" | "${PYTHON:-python3}" -c 'import json,sys
print(*[e.get("cause", "-") for e in json.load(sys.stdin)["evidence"] if e["grade"] in ("bad", "warn")])'
}

@test "route: who spoke, by name, by address, by provider; a stranger" {
	world <<-'ZONE'
	example.com. MX 10 mx1.example.com.
	example.com. MX 20 mx2.example.com.
	mx1.example.com. A 192.0.2.1
	mx2.example.com. AAAA 2001:db8::2
	example.net. MX 10 aspmx.l.google.com.
	aspmx.l.google.com. A 192.0.2.30
	example.org. A 192.0.2.40
	ZONE
	[ "$(grade route bob@example.com)" = good ]
	check route bob@example.com --spoke mx2.example.com.
	[ "$status" -eq 0 ]
	has "is an MX of example.com"
	check route bob@example.com --spoke '[192.0.2.1]'
	has "192.0.2.1, which spoke, is an MX of example.com, by its address"
	check route bob@example.com --spoke '[IPv6:2001:db8::2]'
	has "by its address"
	check route bob@example.com --spoke 'other.example.com[2001:db8::2]'
	has "by its address"
	check route bob@example.net --spoke gmail-smtp-in.l.google.com
	has "a host of the same provider"
	[ "$(causes route bob@example.com --spoke relay.example.net)" = relay.wrong_smarthost ]
	[ "$(causes route bob@example.com --spoke 198.51.100.9)" = relay.wrong_smarthost ]
	check route bob@example.org --spoke 192.0.2.40
	has "is an MX of example.org, by its address"
	check route bob@example.com --spoke 'mx[what]'
	[ "$status" -eq 64 ]
	check route bob@example.com --spoke 'mx['
	[ "$status" -eq 64 ]
}

@test "route: a filter before the mailbox, a forwarder, several houses" {
	world <<-'ZONE'
	example.com. MX 10 a.pphosted.com.
	a.pphosted.com. A 192.0.2.1
	example.net. MX 10 mx.improvmx.com.
	mx.improvmx.com. A 192.0.2.2
	example.org. MX 10 a.pphosted.com.
	example.org. MX 50 aspmx.l.google.com.
	aspmx.l.google.com. A 192.0.2.30
	ZONE
	check route bob@example.com
	has "Proofpoint"
	has "that is a filter"
	check route bob@example.com --spoke x.mail.protection.outlook.com
	[ "$status" -eq 0 ]
	has "may be the server behind Proofpoint"
	check route bob@example.net
	has "that is a forwarder"
	check route bob@example.org
	has "several providers: Proofpoint and Gmail"
	[ "$(causes route bob@example.org)" = relay.recipient_mx_wrong ]
}

@test "route: MX without an address, all of them, no answer, refusal" {
	world <<-'ZONE'
	example.com. MX 10 mx1.example.com.
	example.com. MX 20 mx2.example.com.
	mx2.example.com. A 192.0.2.1
	example.net. MX 10 gone.example.net.
	example.org. MX 10 late.example.org.
	; !timeout late.example.org
	; !refused example.edu. MX refused
	; !servfail dead.example. MX
	ZONE
	[ "$(causes route example.com)" = recipient.host_refuses ]
	check route example.com
	[ "$status" -eq 0 ]
	has "the MX mx1.example.com has no address"
	check route example.net
	[ "$status" -eq 1 ]
	has "no host that the MX of example.net names has an address"
	[ "$(grade route example.org)" = unknown ]
	check route example.org --spoke 192.0.2.9
	has "could not be asked"
	[ "$(grade route example.edu)" = unknown ]
	[ "$(grade route dead.example)" = unknown ]
}
