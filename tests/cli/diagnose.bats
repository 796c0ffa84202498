#!/usr/bin/env bats
# diagnose in a world: the refused attempt is examined, and what is seen decides what was meant.

load helper

world() {
	{
		printf '; !now 2026-11-17T08:00:00Z\n$ORIGIN .\n$TTL 300\nmx.example.org. A 192.0.2.7\n7.2.0.192.in-addr.arpa. PTR mx.example.org.\n'
		cat
	} > world.txt
}

# A member of the case, by its path.
member() { printf '%s' "$output" | "${PYTHON:-python3}" -c 'import json,sys
x = json.load(sys.stdin)["cases"][0]
for k in sys.argv[1].split("."): x = x.get(k) if isinstance(x, dict) else None
print(x)' "$1"; }

case_schema() { "${PYTHON:-python3}" "$here/validate.py" "$source_tree/docs/case.schema.json"; }

diagnose() { run "$FIVEFIFTY" diagnose --json --world world.txt "$@"; }

@test "a refusal for DMARC: the leg that broke is the cause" {
	bounce_of b.eml bob@example.net "550 5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy."
	world <<-'ZONE'
	example.org. TXT "v=spf1 ip4:198.51.100.1 -all"
	_dmarc.example.org. TXT "v=DMARC1; p=reject"
	ZONE
	diagnose b.eml
	[ "$status" -eq 0 ]
	printf '%s\n' "$output" | case_schema
	[ "$(member cause)" = auth.spf.ip_not_listed ]
	[ "$(member state)" = confirmed ]
	[ "$(member said.cause)" = auth.dmarc ]
	[ "$(member session.client_ip)" = 192.0.2.7 ]
	[ "$(member checks.spf.result)" = fail ]
	[ "$(member checks.dmarc.result)" = fail ]
	[ "$(member checks.ptr.confirmed)" = True ]
	has '"refuted":[{"cause":"host.ptr"'
	run "$FIVEFIFTY" diagnose --world world.txt b.eml
	has "is not authorised"
}

@test "the record is mended, and the mending proved; a stranger's server is put as a question" {
	bounce_of b.eml bob@example.net "550 5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy."
	world <<-'ZONE'
	example.org. TXT "v=spf1 ip4:198.51.100.1 -all"
	_dmarc.example.org. TXT "v=DMARC1; p=reject"
	ZONE
	diagnose b.eml
	has '"op":"replace","name":"example.org.","type":"TXT","old":"v=spf1 ip4:198.51.100.1 -all","new":"v=spf1 ip4:198.51.100.1 ip4:192.0.2.7 -all"'
	[ "$(member proof.holds)" = True ]
	[ "$(member proof.before.spf.result)" = fail ]
	[ "$(member proof.after.spf.result)" = pass ]
	[ "$(member proof.after.dmarc.result)" = pass ]
	run "$FIVEFIFTY" diagnose --world world.txt b.eml
	has 'v=spf1 ip4:198.51.100.1 ip4:192.0.2.7 -all'
	has 'SPF fail → pass'
	world <<-'ZONE'
	example.org. TXT "v=spf1 ip4:198.51.100.1 include:a.example.net -all"
	a.example.net. TXT "v=spf1 ip4:198.51.100.2 -all"
	a.example.net. TXT "v=spf1 mx -all"
	_dmarc.example.org. TXT "v=DMARC1; p=reject"
	ZONE
	diagnose b.eml
	[[ $(member cause) == auth.spf.permerror* ]]
}

@test "nothing is asked with --offline, and nothing of it is shown" {
	bounce_of b.eml bob@example.net "550 5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy."
	run "$FIVEFIFTY" diagnose --json --offline b.eml
	[ "$status" -eq 0 ]
	hasnt '"checks"'
	[ "$(member cause)" = auth.dmarc ]
	[ "$(member state)" = likely ]
}

@test "what a receiver cannot have known at that stage is ruled out" {
	bounce_of b.eml bob@example.net '550 5.1.1 <bob@example.net>: user unknown'
	world <<-'ZONE'
	example.org. TXT "v=spf1 ip4:198.51.100.1 -all"
	ZONE
	diagnose b.eml
	[[ $(member cause) == recipient.unknown* ]]
	[ "$(member address)" = suppress ]
	has 'before the message was sent'
}

@test "the list that the reply names is asked, others only with --lists" {
	bounce_of b.eml bob@example.net '554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org'
	world <<-'ZONE'
	example.org. TXT "v=spf1 ip4:192.0.2.7 -all"
	2.0.0.127.zen.spamhaus.org. A 127.0.0.2
	7.2.0.192.zen.spamhaus.org. A 127.0.0.11
	2.0.0.127.bl.spamcop.net. A 127.0.0.2
	7.2.0.192.bl.spamcop.net. A 127.0.0.2
	ZONE
	diagnose b.eml
	[ "$(member cause)" = list.ip.policy_range ]
	[ "$(member state)" = confirmed ]
	has '"zone":"zen.spamhaus.org","codes":["127.0.0.11"]'
	hasnt '"zone":"bl.spamcop.net"'
	diagnose --lists b.eml
	has '"zone":"bl.spamcop.net"'
}

@test "a stranger who calls itself by the sender's name is not authorised" {
	bounce_of b.eml bob@example.net "550 5.7.26 Unauthenticated email from example.org is not accepted due to domain's DMARC policy. [203.0.113.66]"
	sed -i 's/550 5.7.26/550 5.7.26 client [203.0.113.66]:/' b.eml
	world <<-'ZONE'
	example.org. TXT "v=spf1 ip4:198.51.100.1 -all"
	_dmarc.example.org. TXT "v=DMARC1; p=reject"
	ZONE
	diagnose b.eml
	hasnt '"new":"v=spf1 ip4:198.51.100.1 ip4:203.0.113.66'
}
