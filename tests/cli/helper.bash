# helper.bash - what all tests of the command line use.  $FIVEFIFTY is the program.

setup() {
	: "${FIVEFIFTY:?names the program to test}"
	export COLUMNS=80 TERM=dumb
	unset NO_COLOR CLICOLOR_FORCE
	here=$BATS_TEST_DIRNAME
	source_tree=${FIVEFIFTY_SOURCE:-$here/../..}
	cd "$BATS_TEST_TMPDIR"
}

# "cause class" of a reply, by its event.
said() {
	printf '%s\n' "$1" | "$FIVEFIFTY" scan --events - | sed 's/.*},"cause":"\([^"]*\)","class":"\([^"]*\)".*/\1 \2/'
}

# The reply in $1 has a cause that matches the pattern $2 as a whole, and the class $3.
is() {
	local got
	got=$(said "$1")
	[[ $got =~ ^($2)\ ($3)$ ]] && return
	echo "# $1: got '$got', want '$2 $3'"
	return 1
}

# $output has this text.
has() {
	[[ $output == *"$1"* ]] && return
	printf '# no "%s" in:\n%s\n' "$1" "$output" | sed '1!s/^/# /'
	return 1
}

hasnt() {
	[[ $output != *"$1"* ]] && return
	printf '# "%s" stands in:\n%s\n' "$1" "$output" | sed '1!s/^/# /'
	return 1
}

# Each of these files fits a page of 25 lines of 80 columns.
pages_fit() {
	python3 - "$@" <<'PY'
import sys, unicodedata


def width(line):
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


wrong = 0
for name in sys.argv[1:]:
    lines = open(name, encoding="utf-8").read().rstrip("\n").split("\n")
    wide = [line for line in lines if width(line) > 80]
    if len(lines) > 25 or wide:
        wrong = 1
        print("# %s: %d lines; too wide: %s; %s" % (name, len(lines), wide, lines[0]))
sys.exit(wrong)
PY
}

# $output does.
fits_page() {
	printf '%s\n' "$output" > page
	pages_fit page
}

# A bounce of Postfix: bounce_of FILE RECIPIENT REPLY [RECIPIENT REPLY]...
bounce_of() {
	local file=$1 n=1
	shift
	{
		printf '%s\n' 'From: MAILER-DAEMON@mx.example.org (Mail Delivery System)' 'To: ann@example.org' 'Subject: Undelivered Mail Returned to Sender' \
			'Date: Tue, 17 Nov 2026 07:45:15 +0000' 'Message-ID: <report@mx.example.org>' 'Auto-Submitted: auto-replied' 'MIME-Version: 1.0' \
			'Content-Type: multipart/report; report-type=delivery-status; boundary="b"' '' '--b' 'Content-Type: text/plain; charset=us-ascii' '' \
			'This is the mail system at host mx.example.org.' ''
		local args=("$@")
		while [ $# -gt 1 ]; do
			printf '<%s>: host mx.example.net[192.0.2.25] said: %s (in reply to RCPT TO\n    command)\n\n' "$1" "$2"
			shift 2
		done
		printf '%s\n' '--b' 'Content-Type: message/delivery-status' '' 'Reporting-MTA: dns; mx.example.org' 'X-Postfix-Queue-ID: 4ABC'
		set -- "${args[@]}"
		while [ $# -gt 1 ]; do
			printf '\nFinal-Recipient: rfc822; %s\nAction: failed\nStatus: 5.0.0\nRemote-MTA: dns; mx.example.net\nDiagnostic-Code: smtp; %s\n' "$1" "$2"
			shift 2
		done
		printf '%s\n' '' '--b' 'Content-Type: text/rfc822-headers' '' 'From: Ann <ann@example.org>' 'To: somebody@example.net' 'Subject: Our meeting' \
			'Message-ID: <1@example.org>' 'Date: Tue, 17 Nov 2026 07:45:10 +0000' '' '--b--'
	} > "$file"
}
