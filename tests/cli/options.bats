#!/usr/bin/env bats
# Verbs, options, help, and exit statuses (sysexits(3)).

load helper

@test "--version and -h, help of each verb" {
	run "$FIVEFIFTY" --version
	[ "$status" -eq 0 ]
	[[ $output =~ ^fivefifty\ [0-9] ]]
	run "$FIVEFIFTY" --help
	[ "$status" -eq 0 ]
	for verb in explain diagnose scan knowledge; do
		has "fivefifty $verb"
	done
	for verb in explain diagnose scan knowledge; do
		run "$FIVEFIFTY" "$verb" --help
		[ "$status" -eq 0 ]
		has "usage: fivefifty $verb"
		has "--knowledge DIR"
		first=$output
		run "$FIVEFIFTY" help "$verb"
		[ "$output" = "$first" ]
		run "$FIVEFIFTY" "$verb" -h
		[ "$output" = "$first" ]
	done
	run "$FIVEFIFTY" help
	[ "$status" -eq 0 ]
	has "--version"
}

@test "no arguments on a terminal: short usage with three examples" {
	command -v script > /dev/null || skip "no script(1)"
	run script -qec "'$FIVEFIFTY'" /dev/null
	[ "$status" -eq 64 ]
	[ "$(printf '%s\n' "$output" | grep -c '^  fivefifty')" -eq 3 ]
}

@test "a verb that does not exist: the nearest name, 64" {
	run "$FIVEFIFTY" explian 5.7.1
	[ "$status" -eq 64 ]
	has "did you mean explain?"
	run "$FIVEFIFTY" help diagnos
	[ "$status" -eq 64 ]
	has "did you mean diagnose"
	run "$FIVEFIFTY" help nonsense
	[ "$status" -eq 64 ]
}

@test "an option that does not exist: 64, the nearest, or why not yet" {
	run "$FIVEFIFTY" scan --event .
	[ "$status" -eq 64 ]
	has "did you mean --events"
	run "$FIVEFIFTY" diagnose --html page x.eml
	[ "$status" -eq 64 ]
	has "does not exist yet"
	run "$FIVEFIFTY" -x
	[ "$status" -eq 64 ]
	run "$FIVEFIFTY" diagnose --json=yes x.eml
	[ "$status" -eq 64 ]
	has "takes no value"
	run "$FIVEFIFTY" explain 5.7.1 --knowledge
	[ "$status" -eq 64 ]
	has "needs DIR"
}

@test "what a verb needs: 64" {
	for verb in explain diagnose knowledge "knowledge nonsense" "knowledge show" "knowledge list nonsense" "knowledge show nonsense" "scan --fail-on nonsense"; do
		run "$FIVEFIFTY" $verb < /dev/null
		echo "# $verb: $status $output"
		[ "$status" -eq 64 ]
	done
}

@test "a file that is not there: 66; one that may not be read: 77" {
	for command in "diagnose no.eml" "no.eml" "./no" "scan no" "knowledge check no" "knowledge check --collisions no"; do
		run "$FIVEFIFTY" $command
		echo "# $command: $status $output"
		[ "$status" -eq 66 ]
		has "No such file"
	done
	[ "$(id -u)" -ne 0 ] || return 0
	bounce_of secret.eml bob@example.net '550 5.1.1 no such user'
	chmod 0 secret.eml
	run "$FIVEFIFTY" diagnose secret.eml
	[ "$status" -eq 77 ]
}

@test "options stand before or after operands, -- ends them" {
	bounce_of a.eml bob@example.net '550 5.1.1 no such user'
	run "$FIVEFIFTY" a.eml --json
	first=$output
	[ "$status" -eq 0 ]
	run "$FIVEFIFTY" --json a.eml
	[ "$output" = "$first" ]
	run "$FIVEFIFTY" --json -- a.eml
	[ "$output" = "$first" ]
	cp a.eml ./--json
	run "$FIVEFIFTY" -- --json
	[ "$status" -eq 0 ]
	has "Who said it"
	mkdir none
	run "$FIVEFIFTY" diagnose --offline --knowledge=none a.eml
	[ "$status" -eq 0 ]
	run "$FIVEFIFTY" diagnose --offline --knowledge=nowhere a.eml
	[ "$status" -eq 66 ]
}

@test "a reader that goes away is no error" {
	run bash -c '"$FIVEFIFTY" knowledge list rule | head -1; echo "${PIPESTATUS[0]}"'
	[ "${lines[-1]}" = 0 ]
	[ "${#lines[@]}" -eq 2 ]
}

@test "standard output that cannot be written: 74" {
	[ -w /dev/full ] || skip "no /dev/full"
	run bash -c '"$FIVEFIFTY" 5.7.1 > /dev/full'
	[ "$status" -eq 74 ]
	has "standard output"
}

@test "under the name 550 it is the same" {
	ln -s "$FIVEFIFTY" 550
	run ./550 5.7.1
	[ "$status" -eq 0 ]
	first=$output
	run "$FIVEFIFTY" 5.7.1
	[ "$output" = "$first" ]
}

@test "the manual names every verb and option, and has no mistake" {
	manual=$source_tree/docs/man/fivefifty.1
	for verb in "" explain diagnose check scan knowledge; do
		"$FIVEFIFTY" $verb --help | grep -o -- '--[a-z-]*' | sort -u | while read -r option; do
			grep -q -- "Fl ${option#--}" "$manual" || { echo "# $option"; return 1; }
		done
		grep -q "Cm $verb" "$manual"
	done
	command -v mandoc > /dev/null || skip "no mandoc"
	run mandoc -Tlint "$manual"
	[ -z "$output" ]
}

@test "the completions name every option" {
	for option in $("$FIVEFIFTY" --help | grep -o -- '--[a-z-]*' | sort -u); do
		for file in fivefifty.bash _fivefifty fivefifty.fish; do
			grep -q -- "${option#--}" "$source_tree/packaging/completions/$file" || { echo "# $file: $option"; return 1; }
		done
	done
	bash -n "$source_tree/packaging/completions/fivefifty.bash"
}
