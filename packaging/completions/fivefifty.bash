# bash completion for fivefifty and 550

_fivefifty()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} verb="" i
	local verbs="explain diagnose check scan knowledge help"

	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		explain | diagnose | check | scan | knowledge | help)
			verb=${COMP_WORDS[i]}
			break
			;;
		esac
	done
	case $prev in
	--knowledge)
		mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		return
		;;
	--collisions | --world | --overlay | --record | --fixed)
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		return
		;;
	--fail-on)
		mapfile -t COMPREPLY < <(compgen -W "hard soft block info" -- "$cur")
		return
		;;
	esac
	case $cur in
	-*)
		local options="--help --knowledge"
		case $verb in
		"") options+=" --json --version" ;;
		explain) options+=" --json" ;;
		diagnose) options+=" --json --offline --world --overlay --fixed --session --record --now --resolver --lists --accept" ;;
		check)
			options="--help --json --ip --helo --mail-from --header-from --headers-only --world --overlay --record"
			options+=" --now --resolver --exact --trace --canonical --recipient --lists --accept --verbose --spoke --rspamd --spamd"
			;;
		scan) options+=" --events --fail-on" ;;
		knowledge) options+=" --collisions" ;;
		esac
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
		return
		;;
	esac
	case $verb in
	knowledge)
		if [[ $prev == knowledge ]]; then
			mapfile -t COMPREPLY < <(compgen -W "check list show" -- "$cur")
		elif [[ $prev == list ]]; then
			mapfile -t COMPREPLY < <(compgen -W "cause remedy code provider blocklist dialect topic rule confidence" -- "$cur")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		fi
		;;
	check)
		if [[ $prev == check ]]; then
			mapfile -t COMPREPLY < <(compgen -W "spf dkim arc dmarc ptr helo sender blocklist reputation route tls bulk content all" -- "$cur")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		fi
		;;
	help) mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$cur") ;;
	"") mapfile -t COMPREPLY < <(compgen -W "$verbs" -f -- "$cur") ;;
	*) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
	esac
}

complete -o filenames -F _fivefifty fivefifty 550
