# helper.bash - what all command line tests use.  $FIVEFIFTY is the program.

setup() {
	export COLUMNS=80 TERM=dumb
	unset NO_COLOR CLICOLOR_FORCE
	cd "$BATS_TEST_TMPDIR"
}
