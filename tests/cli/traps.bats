#!/usr/bin/env bats
# The same or nearly the same words, another cause: what a classifier must get right.

load helper

@test "trap 1: Vade, where only the number at the end differs" {
	is '550 5.7.1 Connection refused - OXSUS001_403' recipient.unknown hard
	is '550 5.7.1 Connection refused - OXSEU001_403' recipient.unknown hard
	is '550 5.7.1 Connection refused - OXSUS001_101' 'list\.ip.*' block
	is '550 5.7.1 Connection refused - OXSEU001_102' 'list\.ip.*' block
	is '550 5.7.1 Connection refused - OXSUS001_111' 'list\.ip.*' block
	is '550 5.7.1 Connection refused - OXSUS001_105' 'host\.ptr.*' block
	is '550 5.7.1 Connection refused - OXSUS001_108' 'host\.ptr.*' block
	is '421 4.2.1 Connection refused - OXSUS001_130' '.*' soft
}

@test "trap 2: La Poste, where the words say later and the token decides" {
	is '550 5.7.0 Service refused, please try later. LPN007_510' 'content.*' block
	is '421 4.7.0 Service refused, please try later. LPN007_103' 'reputation.*|policy\.rate.*' soft
	is '421 4.3.0 Service refused, please try later. LPN007_505' 'receiver.*' soft
}

@test "trap 3: banned sender and access denied, where the code decides" {
	is '550 5.7.502 Access denied, banned sender' relay.account_restricted block
	is '550 5.7.511 Access denied, banned sender[192.0.2.1]. To request removal from this list please forward this message to delist@microsoft.com' 'reputation\.ip.*' block
	is '550 5.4.1 Recipient address rejected: Access denied. [AM0EUR02FT012.eop-EUR02.prod.protection.outlook.com]' recipient.unknown hard
	is '554 5.7.1 <user@example.org>: Recipient address rejected: Access denied' 'recipient\.restricted.*|policy\.local' block
}

@test "trap 4: user unknown without an address, and by the stage" {
	is '550 : User unknown' recipient.filtered 'hard|soft|block'
	is '550 <user@example.org>: User unknown' recipient.unknown hard
	is 'host mfsmax.docomo.ne.jp[192.0.2.1] said: 550 Unknown user user@docomo.ne.jp (in reply to end of DATA command)' 'recipient\.(restricted|filtered).*' 'block|soft'
	is 'host mfsmax.docomo.ne.jp[192.0.2.1] said: 550 Unknown user user@docomo.ne.jp (in reply to RCPT TO command)' recipient.unknown hard
}

@test "trap 5: mailbox unavailable that is a policy or a blocklist" {
	is '550 Requested action not taken: mailbox unavailable. Reject due to policy restrictions.' 'policy.*' block
	is '550 5.2.1 Mailbox unavailable. Your IP address 192.0.2.1 is blacklisted using spamrl.com' 'list\.ip.*' block
}

@test "trap 6: what looks like a blocklist, a relay or an unknown user, and is none" {
	is '550 JunkMail rejected - mail.example.com [192.0.2.1]:4711 is in an RBL: 192.0.2.1 has no PTR record' 'host\.ptr.*' block
	is '550 5.7.1 Blacklisted by recipient' 'recipient\.restricted.*' block
	is '550 Relaying denied - Your IP identified as spammer' 'list\.ip.*|reputation.*' block
	is '554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied' 'policy\.local.*' block
}

@test "trap 6: blocked using a list whose name says greylisting" {
	is '450 4.7.1 Client host [192.0.2.1] blocked using grey.rbl.example; try again later' policy.greylist soft
}

@test "trap 7: the receiver's own look-ups of a list fail" {
	is '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using multi.uribl.com; 127.0.0.1 -> Query Refused. See http://uribl.com/refused.shtml' receiver.dnsbl_query_error soft
	is '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org; Error: open resolver; https://check.spamhaus.org/returnc/pub/192.0.2.53/' receiver.dnsbl_query_error soft
	is '550 5.7.1 listed at zen.spamhaus.org (127.255.255.254)' receiver.dnsbl_query_error soft
}

@test "trap 8: postscreen, one text and two codes" {
	is '450 4.3.2 Service currently unavailable' policy.greylist soft
	is '521 5.3.2 Service currently unavailable' 'list\.ip.*|policy\.local' block
}

@test "trap 9: 5.7.1 that is an unknown user, a size, a rate or greylisting" {
	is '550 5.7.1 No such user!' recipient.unknown hard
	is '550 Sorry, no mailbox here by that name. (#5.7.1)' recipient.unknown hard
	is '550 5.7.1 Message size exceeds per-user limit' policy.size 'block|soft'
	is '421-4.7.1 this message has been rate limited. mail.example' 'policy\.rate.*' soft
	is '550 5.7.1 temporarily blocked, retrying too fast' 'policy\.(greylist|rate).*' soft
}

@test "trap 10: try again later" {
	is '451 4.7.1 Try again later' policy.greylist soft
	is '451 Internal resources are temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451' policy.greylist soft
}

@test "trap 11: Yahoo, a 4xx that is a block, and a ranked list" {
	is '421 4.7.1 [TS03] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed. See https://postmaster.yahooinc.com/421-ts03.html' 'reputation.*' block
	is '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints' reputation.complaints soft
	is '554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes' 'auth.*|policy\.local' block
	run "$FIVEFIFTY" explain '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints'
	has "1. reputation.complaints"
	has "2. policy.rate"
	has "3. auth"
}

@test "trap 12: rate limits with 550" {
	is '550 Sender frequency limited.' 'policy\.rate.*' soft
	is '550 Connection frequency limited' 'policy\.rate.*' soft
	is '550 5.1.0 <user@example.com> AUP#1310 too many messages' 'policy\.rate.*' soft
}

@test "trap 13: Apple's tokens say nothing" {
	is '554 5.7.1 [CS01] Message rejected due to local policy. Please visit https://support.apple.com/en-us/HT204137' policy.local block
	is '554 5.7.1 [HM08] Message rejected due to local policy. Please visit https://support.apple.com/en-us/HT204137' policy.local block
}

@test "trap 14: the innermost reply counts, not its wrapper" {
	is '550 5.7.367 Remote server returned not permitted to relay -> 554 5.7.1 <user@example.org>: Relay access denied' 'relay.*' block
}

@test "trap 15: log in first" {
	is '550 5.7.1 Please turn on SMTP Authentication in your mail client' relay.auth_required block
}

@test "trap 16: Gmail's unusual rate, whatever it is attributed to" {
	is '421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP address' 'policy\.rate.*|reputation.*' soft
	is '421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your SPF domain example.com' 'policy\.rate.*|reputation.*' soft
	is '421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your DKIM domain example.com' 'policy\.rate.*|reputation.*' soft
}

@test "trap 17: the two codes are of different classes" {
	is '421 5.7.32 This mail has been rate limited because there is no DMARC alignment' 'auth\.dmarc.*' soft
	is '550 4.4.7 QUEUE.Expired; message expired' transport.expired soft
	is '554 4.4.7 Message expired: unable to deliver in 840 minutes' transport.expired soft
}

@test "trap 18: misprints and codes that were reused" {
	is "550 5.7.40 Your message was blocked because the sending domain doesn't have a DMARC record" 'auth\.dmarc.*' block
	is '504 5.7.40 Unrecognized Authentication Type' 'relay.*|host\.protocol' block
	is "550; 5.7.15 Access denied, sending domain example.com doesn't meet the required authentication level" 'policy\.bulk_rules|auth.*' block
	is "550 5.7.515 Access denied, sending domain example.com doesn't meet the required authentication level" 'policy\.bulk_rules|auth.*' block
}

@test "without blanks a match still begins and ends where a word does" {
	is 'We haveblacklistedyou' recipient.restricted.blocked_sender 'hard|soft|block'
	run said 'They haveblacklistedyour network'
	hasnt recipient.restricted
	run said 'Itmayhaveblacklisted you'
	hasnt recipient.restricted
}

@test "trap 19: closed groups are good addresses" {
	is '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required' 'recipient\.restricted.*' block
	is '550 5.7.134 RESOLVER.RST.SenderNotAuthenticatedForMailbox; authentication required' 'recipient\.restricted.*' block
}

@test "trap 20: prefixes that mislead, and two enhanced codes" {
	is '554 5.7.1 <user@example.org>: Client host rejected: Address locked or deactivated' recipient.disabled hard
	is '550 5.1.1 <user@example.com> sender is blacklisted' 'recipient\.restricted.*' block
	is '552 5.1.1 5.2.2 mailbox full' recipient.full soft
}

@test "trap 21: relaying denied, where only the role of the server decides" {
	is '550 5.7.1 Relaying denied' 'relay.*' block
	run "$FIVEFIFTY" explain '550 5.7.1 Relaying denied'
	has "relay.auth_required"
	has "It may be"
}

@test "trap 22: what no reply can tell" {
	for question in 'is a missing one-click unsubscribe the cause of 550 5.7.1?' 'can a bounce say that ARC failed?' 'can a bounce say that recipients are unengaged?'; do
		run "$FIVEFIFTY" explain "$question"
		[ "$status" -eq 0 ]
		[[ $output =~ cannot|Hardly|No\.\ No ]]
		has "Class        "
		fits_page
	done
}
