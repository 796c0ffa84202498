# fish completion for fivefifty and 550

set -l verbs explain diagnose check scan knowledge help

for program in fivefifty 550
	complete -c $program -n "not __fish_seen_subcommand_from $verbs" -a explain -d 'what a reply or code means'
	complete -c $program -n "not __fish_seen_subcommand_from $verbs" -a diagnose -d 'the whole story of a bounce'
	complete -c $program -n "not __fish_seen_subcommand_from $verbs" -a check -d 'the examinations that a receiver makes'
	complete -c $program -n "not __fish_seen_subcommand_from $verbs" -a scan -d 'many mails: a summary, or their events'
	complete -c $program -n "not __fish_seen_subcommand_from $verbs" -a knowledge -d 'the knowledge itself'
	complete -c $program -n "not __fish_seen_subcommand_from $verbs" -a help -d 'the options of a verb'
	complete -c $program -n "not __fish_seen_subcommand_from $verbs" -l version -d 'which version this is'
	complete -c $program -n "__fish_seen_subcommand_from help" -x -a "$verbs"
	complete -c $program -n "__fish_seen_subcommand_from knowledge" -x -a 'check list show'
	complete -c $program -n "__fish_seen_subcommand_from knowledge" -l collisions -r -d 'replies, one a line'
	complete -c $program -n "not __fish_seen_subcommand_from scan knowledge help" -l json -d 'one JSON object an input'
	complete -c $program -n "__fish_seen_subcommand_from diagnose" -l offline -d 'ask nothing outside the input'
	for option in world overlay fixed session record now resolver accept
		complete -c $program -n "__fish_seen_subcommand_from diagnose" -l $option -r
	end
	complete -c $program -n "__fish_seen_subcommand_from diagnose" -l lists
	complete -c $program -n "__fish_seen_subcommand_from check" -a 'spf dkim arc dmarc ptr helo sender blocklist reputation route tls bulk content all'
	for option in ip helo mail-from header-from recipient now resolver accept spoke rspamd spamd
		complete -c $program -n "__fish_seen_subcommand_from check" -l $option -x
	end
	for option in world overlay record
		complete -c $program -n "__fish_seen_subcommand_from check" -l $option -r
	end
	for option in headers-only exact trace canonical lists verbose
		complete -c $program -n "__fish_seen_subcommand_from check" -l $option
	end
	complete -c $program -n "__fish_seen_subcommand_from scan" -l events -d 'one JSON object a line for each case'
	complete -c $program -n "__fish_seen_subcommand_from scan" -l fail-on -x -a 'hard soft block info' -d 'exit with 1 for this class'
	complete -c $program -n "not __fish_seen_subcommand_from check" -l knowledge -r -d "a site's own knowledge"
	complete -c $program -s h -l help -d 'what a verb does'
end
