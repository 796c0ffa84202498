#!/usr/bin/env bats
# check: one examination, in a world file.

load helper

world() {
	cat > world.txt <<'ZONE'
; !now 2026-11-17T08:00:00Z
$ORIGIN .
example.org. 300 IN TXT "v=spf1 include:_spf.example.net ip6:2001:db8::/32 -all"
example.org. 300 IN MX 10 mx.example.org.
_dmarc.example.org. 300 IN TXT "v=DMARC1; p=reject; aspf=s"
_spf.example.net. 300 IN TXT "v=spf1 ip4:192.0.2.0/24 ?all"
loop.example.com. 300 IN TXT "v=spf1 include:loop.example.com -all"
; !servfail broken.example.com
ZONE
}

check_schema() { "${PYTHON:-python3}" "$here/validate.py" "$source_tree/docs/check.schema.json"; }

# The value of a top-level member of the JSON in $output.
value() { printf '%s' "$output" | "${PYTHON:-python3}" -c 'import json,sys; print(json.load(sys.stdin).get(sys.argv[1]))' "$1"; }

@test "check spf: pass, with what it cost" {
	world
	run "$FIVEFIFTY" check spf --ip 192.0.2.7 --mail-from ann@example.org --helo mx.example.org --world world.txt
	[ "$status" -eq 0 ]
	has "pass"
	has "example.org"
	run "$FIVEFIFTY" check spf --ip 192.0.2.7 --mail-from ann@example.org --helo mx.example.org --world world.txt --json
	[ "$status" -eq 0 ]
	printf '%s\n' "$output" | check_schema
	[ "$(value result)" = pass ]
	[ "$(value lookups)" = 1 ]
	[ "$(value voids)" = 0 ]
	[ "$(value terms_total)" = 1 ]
	[ "$(value trace)" = None ]
}

@test "check spf: fail is exit 1, and names the term" {
	world
	run "$FIVEFIFTY" check spf --ip 203.0.113.9 --mail-from ann@example.org --helo mx.example.org --world world.txt --trace
	[ "$status" -eq 1 ]
	has "fail"
	has "-all"
	has "include:_spf.example.net"
	run "$FIVEFIFTY" check spf --ip 203.0.113.9 --mail-from ann@example.org --helo mx.example.org --world world.txt --trace --json
	[ "$status" -eq 1 ]
	printf '%s\n' "$output" | check_schema
	[ "$(value term)" = "-all" ]
	has '"trace":[{'
}

@test "check spf: permerror, temperror, none; a null sender is HELO" {
	world
	run "$FIVEFIFTY" check spf --ip 203.0.113.9 --mail-from a@loop.example.com --helo h --world world.txt --json
	[ "$status" -eq 1 ]
	[ "$(value result)" = permerror ]
	[ "$(value problem)" = lookups ]
	run "$FIVEFIFTY" check spf --ip 203.0.113.9 --mail-from a@broken.example.com --helo h --world world.txt --json
	[ "$(value result)" = temperror ]
	run "$FIVEFIFTY" check spf --ip 203.0.113.9 --mail-from a@nothing.example.com --helo h --world world.txt --json
	[ "$(value result)" = none ]
	run "$FIVEFIFTY" check spf --ip 192.0.2.9 --mail-from '<>' --helo example.org --world world.txt --json
	[ "$(value result)" = pass ]
	[ "$(value identity)" = helo ]
}

@test "check dmarc without a message: SPF alone; an overlay changes the world" {
	world
	run "$FIVEFIFTY" check dmarc --ip 192.0.2.7 --mail-from ann@example.org --helo h --header-from example.org --world world.txt --json
	[ "$status" -eq 0 ]
	printf '%s\n' "$output" | check_schema
	[ "$(value result)" = pass ]
	[ "$(value spf_aligned)" = True ]
	has 'Authentication-Results: localhost;'
	has 'spf=pass smtp.mailfrom=example.org'
	has 'dmarc=pass header.from=example.org'
	run "$FIVEFIFTY" check dmarc --ip 192.0.2.7 --mail-from ann@bounce.example.org --helo h --header-from example.org --world world.txt
	[ "$status" -eq 1 ]
	has "fail"
	printf 'bounce.example.org. TXT "v=spf1 ip4:192.0.2.7 -all"\n_dmarc.example.org. TXT "v=DMARC1; p=reject"\n' > better.txt
	run "$FIVEFIFTY" check dmarc --ip 192.0.2.7 --mail-from ann@bounce.example.org --helo h --header-from example.org --world world.txt --overlay better.txt
	[ "$status" -eq 0 ]
}

@test "check dkim and arc: a message that is not signed" {
	world
	printf 'From: ann@example.org\nSubject: lunch\n\nAt noon?\n' > m.eml
	run "$FIVEFIFTY" check dkim m.eml --world world.txt --json
	[ "$status" -eq 1 ]
	printf '%s\n' "$output" | check_schema
	[ "$(value result)" = none ]
	[ "$(value signatures)" = "[]" ]
	run "$FIVEFIFTY" check arc - --world world.txt --json < m.eml
	[ "$status" -eq 0 ]
	printf '%s\n' "$output" | check_schema
	[ "$(value result)" = none ]
}

@test "check: what was asked is recorded, and replays alike" {
	world
	run "$FIVEFIFTY" check spf --ip 203.0.113.9 --mail-from ann@example.org --helo mx --world world.txt --record asked.txt --trace --json
	first=$output
	[ -s asked.txt ]
	run "$FIVEFIFTY" check spf --ip 203.0.113.9 --mail-from ann@example.org --helo mx --world asked.txt --trace --json
	[ "$output" = "$first" ]
}

@test "check: misuse says what to write" {
	world
	run "$FIVEFIFTY" check
	[ "$status" -eq 64 ]
	has "spf, dkim, arc, dmarc"
	run "$FIVEFIFTY" check dkmi m.eml
	[ "$status" -eq 64 ]
	has "did you mean dkim"
	run "$FIVEFIFTY" check spf --world world.txt
	[ "$status" -eq 64 ]
	has "--ip"
	run "$FIVEFIFTY" check spf --ip 999.1.2.3 --mail-from a@example.org --world world.txt
	[ "$status" -eq 64 ]
	has "no IP address"
	run "$FIVEFIFTY" check dkim --world world.txt
	[ "$status" -eq 64 ]
	has "needs a message"
	run "$FIVEFIFTY" check dkim nothing.eml --world world.txt
	[ "$status" -eq 64 ] || [ "$status" -eq 66 ]
	run "$FIVEFIFTY" check spf --ip 192.0.2.1 --mail-from a@example.org --world nothing.txt
	[ "$status" -eq 66 ]
	run "$FIVEFIFTY" check spf --ip 192.0.2.1 --mail-from a@example.org --world world.txt --now yesterday
	[ "$status" -eq 64 ]
	has "no time"
	printf 'example.org. IN TXT\n' > bad.txt
	run "$FIVEFIFTY" check spf --ip 192.0.2.1 --mail-from a@example.org --world bad.txt
	[ "$status" -ne 0 ]
	has "bad.txt"
}
