#!/usr/bin/env bats
# Options, verbs and exit statuses (sysexits(3)).

load helper

@test "--version" {
	run "$FIVEFIFTY" --version
	[ "$status" -eq 0 ]
	[[ "$output" =~ ^fivefifty\ [0-9] ]]
}
