#!/usr/bin/env bats
# check tls: MTA-STS, DANE and TLS reports in world files: for pass, each kind of failure, no answer, refusal.

load helper

world() {
	{
		printf '; !now 2026-11-17T08:00:00Z\n$ORIGIN .\n$TTL 300\nexample.com. MX 10 mx1.example.com.\nexample.com. MX 20 mx2.example.com.\n'
		cat
	} > world.txt
}

# A policy of example.com: policy CODE BODY, with what else the world has on standard input.
policy() {
	world <<-ZONE
	_mta-sts.example.com. TXT "v=STSv1; id=20261117;"
	; !https https://mta-sts.example.com/.well-known/mta-sts.txt $1
	$(cat)
	ZONE
}

# What it prints, in one line.
check() {
	run "$FIVEFIFTY" check "$@" --world world.txt
	output=$(printf '%s' "$output" | tr -s '\n ' ' ')
}

grade() {
	run "$FIVEFIFTY" check "$@" --world world.txt --json
	printf '%s' "$output" | "${PYTHON:-python3}" -c 'import json,sys; print(json.load(sys.stdin)["result"])'
}

causes() {
	run "$FIVEFIFTY" check "$@" --world world.txt --json
	printf '%s' "$output" | "${PYTHON:-python3}" -c 'import json,sys
print(*[e.get("cause", "-") for e in json.load(sys.stdin)["evidence"] if e["grade"] in ("bad", "warn")])'
}

head='version: STSv1\010mode: enforce\010max_age: 604800\010'

@test "tls: no policy at all; no domain; the MX cannot be asked" {
	world < /dev/null
	[ "$(grade tls bob@example.com)" = good ]
	check tls bob@example.com
	has "neither MTA-STS nor DANE"
	check tls
	[ "$status" -eq 64 ]
	world <<< '; !timeout example.org MX'
	[ "$(grade tls example.org)" = unknown ]
}

@test "tls: MTA-STS that holds" {
	policy "200 \"${head}mx: *.example.com\\010\"" <<< '_smtp._tls.example.com. TXT "v=TLSRPTv1; rua=mailto:tls@example.com"'
	[ "$(grade tls bob@example.com)" = good ]
	check tls bob@example.com
	[ "$status" -eq 0 ]
	has "(mode enforce) allows all of its MX hosts"
	has "reported to mailto:tls@example.com"
	run "$FIVEFIFTY" check tls bob@example.com --world world.txt --json
	has '"source":"https"'
	run "$FIVEFIFTY" check all bob@example.com --world world.txt --json --trace
	printf '%s\n' "$output" | "${PYTHON:-python3}" "$here/validate.py" "$source_tree/docs/check.schema.json"
}

@test "tls: MTA-STS that leaves hosts out" {
	policy "200 \"${head}mx: mx1.example.com\\010\"" < /dev/null
	[ "$(grade tls bob@example.com)" = warn ]
	check tls bob@example.com
	[ "$status" -eq 0 ]
	has "does not allow its MX mx2.example.com"
	has 'tell the administrator of example.com: add "mx: mx2.example.com"'
	policy "200 \"${head}mx: other.example\\010\"" < /dev/null
	[ "$(causes tls bob@example.com)" = "host.tls.policy_failure host.tls.policy_failure" ]
	check tls bob@example.com
	[ "$status" -eq 1 ]
	policy '200 "version: STSv1\010mode: testing\010max_age: 60\010mx: other.example\010"' < /dev/null
	[ "$(grade tls bob@example.com)" = warn ]
	check tls bob@example.com
	has "kept for 60 seconds only"
	policy '200 "version: STSv1\010mode: none\010max_age: 60\010"' < /dev/null
	[ "$(grade tls bob@example.com)" = note ]
}

@test "tls: the policy cannot be had, or is none" {
	policy '404 "not found"' < /dev/null
	[ "$(causes tls bob@example.com)" = host.tls.policy_failure ]
	check tls bob@example.com
	has "answers 404"
	policy '301' < /dev/null
	check tls bob@example.com
	has "redirects are not followed"
	policy 'certificate no alternative certificate subject name matches' < /dev/null
	check tls bob@example.com
	has "certificate does not hold: no alternative"
	policy 'timeout' < /dev/null
	[ "$(grade tls bob@example.com)" = warn ]
	policy 'not-asked' < /dev/null
	[ "$(grade tls bob@example.com)" = unknown ]
	policy '200 text/html "<html>"' < /dev/null
	check tls bob@example.com
	has "not as text/plain"
	has "a line is name: value: <html>"
}

@test "tls: the MTA-STS record: two, damaged, something else, no answer, refused" {
	world <<-'ZONE'
	_mta-sts.example.com. TXT "v=STSv1; id=1"
	_mta-sts.example.com. TXT "v=STSv1; id=2"
	ZONE
	check tls bob@example.com
	has "has 2 records of MTA-STS"
	[ "$(grade tls bob@example.com)" = warn ]
	world <<< '_mta-sts.example.com. TXT "v=STSv1; id=a-b"'
	check tls bob@example.com
	has "id= has 1 to 32 letters and digits: id=a-b"
	world <<< '_mta-sts.example.com. TXT "v=spf1 -all"'
	check tls bob@example.com
	has "is no record of MTA-STS"
	world <<< '; !timeout _mta-sts.example.com'
	[ "$(grade tls bob@example.com)" = unknown ]
	world <<< '; !refused _smtp._tls.example.com'
	[ "$(grade tls bob@example.com)" = unknown ]
	world <<< '_smtp._tls.example.com. TXT "v=TLSRPTv1; rua=http://x.example/"'
	check tls bob@example.com
	has "TLS-RPT record of example.com is invalid: rua="
}

@test "tls: DANE: secure, insecure, unusable, failing, not validated" {
	usable='_25._tcp.mx1.example.com. TLSA 3 1 1 0102030405060708091011121314151617181920212223242526272829303132'
	world <<-ZONE
	; !secure .
	$usable
	ZONE
	[ "$(grade tls bob@example.com)" = good ]
	check tls bob@example.com
	has "mx1.example.com has DANE: 1 of 1 records can be used"
	world <<< "$usable"
	[ "$(grade tls bob@example.com)" = note ]
	check tls bob@example.com
	has "the MX record is not protected by DNSSEC"
	world <<-ZONE
	; !secure .
	; !insecure mx1.example.com
	$usable
	ZONE
	check tls bob@example.com
	has "the host's zone is not protected by DNSSEC"
	world <<-'ZONE'
	; !secure .
	_25._tcp.mx1.example.com. TLSA 1 1 1 0102030405060708091011121314151617181920212223242526272829303132
	ZONE
	[ "$(causes tls bob@example.com)" = host.tls.policy_failure ]
	check tls bob@example.com
	has "usages 0 and 1 do not count"
	world <<-'ZONE'
	; !secure .
	; !servfail _25._tcp.mx1.example.com
	ZONE
	[ "$(causes tls bob@example.com)" = host.tls.policy_failure ]
	check tls bob@example.com
	[ "$status" -eq 1 ]
	world <<-'ZONE'
	; !secure .
	; !bogus _25._tcp.mx1.example.com TLSA signature expired
	ZONE
	check tls bob@example.com
	[ "$status" -eq 1 ]
	has "puts the mail off"
	world <<< '; !timeout _25._tcp.mx1.example.com'
	[ "$(grade tls bob@example.com)" = unknown ]
	world <<-ZONE
	; !unknown .
	$usable
	ZONE
	[ "$(grade tls bob@example.com)" = unknown ]
}

@test "tls: one's own domain is warned of, and not blamed" {
	policy "200 \"${head}mx: other.example\\010\"" <<< 'example.org. MX 10 mx.example.org.'
	check tls bob@example.org --header-from example.com
	[ "$status" -eq 0 ]
	has "add \"mx: mx1.example.com\" to the policy"
	hasnt "tell the administrator"
	has "no TLS-RPT record"
	[ "$(causes tls bob@example.org --header-from example.com)" = "- -" ]
}
