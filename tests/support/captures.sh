#!/bin/bash
# captures.sh [BUILD]: takes the captures of the real screens, docs/captures/*.txt, and puts them into the documents.
#
# To renew them: `make captures` in a build folder, then read the differences (`git diff docs`). It makes the
# demonstration in /tmp/essai, which must not exist (the place is seen in the captures) and is removed afterwards, and
# plays the key scripts tests/support/captures/*.keys (tests/support/script.h says what they may hold) on the program
# that was just built, its clock standing still and its random numbers the same each time (still.c).
#
# `captures.sh --insert` only puts docs/captures into the documents: in a page, the line <!-- capture: NAME --> is
# followed by that screen, its runs of empty rows shortened to one; <!-- capture: NAME row N --> by that row alone.
# `captures.sh --check` fails unless they show them, and all of them.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
pages=(README.md docs/guide.fr.md docs/json.md)

# insert PAGE: prints it with its captures anew.
insert() {
	LC_ALL=C awk -v folder="$here/docs/captures" '
		# skip 1: the old block may begin here; 2: in it
		skip == 1 && $0 == "```" { skip = 2; next }
		skip == 2 { if ($0 == "```") skip = 0; next }
		{ skip = 0; print }
		/^<!-- capture: .* -->$/ {
			file = folder "/" $3 ".txt"
			print "```"
			empty = 0; n = 0
			while ((got = (getline row <file)) > 0) {
				n++
				if ($4 == "row" && n != $5) continue
				if (row == "") { empty++; continue }
				if (empty > 0 && n > 1) print ""
				empty = 0
				print row
			}
			close(file)
			if (got < 0 || n == 0) { print FILENAME ": no capture " $3 >"/dev/stderr"; failed = 1 }
			print "```"
			skip = 1
		}
		END { exit failed }
	' "$1"
}

insert_all() {
	local page
	for page in "${pages[@]}"; do
		[ -e "$here/$page" ] || continue
		insert "$here/$page" >"$here/$page.new"
		mv "$here/$page.new" "$here/$page"
	done
}

case ${1:-} in
--insert)
	insert_all
	exit
	;;
--check)
	for page in "${pages[@]}"; do
		insert "$here/$page" | diff -u "$here/$page" - || {
			echo "$page does not show docs/captures: run tests/support/captures.sh --insert" >&2
			exit 1
		}
	done
	for file in "$here"/docs/captures/*.txt; do
		name=$(basename "$file" .txt)
		grep -q "^<!-- capture: $name " "${pages[@]/#/$here/}" || {
			echo "no page shows docs/captures/$name.txt: remove it from its script" >&2
			exit 1
		}
	done
	exit
	;;
esac

build=$(cd "${1:-$here/build}" && pwd)
place=/tmp/essai
phrase='essai de jalon sans secret'
day=2026-11-24
mkdir -m 700 "$place" || {
	echo "$place must not exist: the captures show it" >&2
	exit 1
}
trap 'status=$?; [ $status -eq 0 ] || cat "$place/said" >&2; rm -rf "$place"; exit $status' EXIT
: >"$place/said"
mkdir "$place/cle" "$place/taken" "$place/lea"
# A compiler may come with a wrapper before it.
read -r -a cc <<<"${CC:-cc}"
"${cc[@]}" -O1 -fPIC -shared -o "$place/still.so" "$here/tests/support/still.c"

seed=0
# still HOUR HOME: what a run needs, in the array `run`
still() {
	seed=$((seed + 1))
	run=(/usr/bin/env -u XDG_DATA_HOME -u XDG_CONFIG_HOME -u LANGUAGE -u NO_COLOR -u DISPLAY HOME="$2" LC_ALL=C.UTF-8
		TZ=Europe/Paris JALON_LOCALEDIR="$build/po" LD_PRELOAD="$place/still.so" JALON_STILL_SEED="$seed"
		JALON_STILL_TIME="$(TZ=Europe/Paris date -d "$day $1" +%s)" "$build/jalon")
}

# play HOUR HOME SCRIPT [ARGUMENT…]: the screen, with these keys; @CODE@ in a script is the recovery code shown before
play() {
	local hour=$1 home=$2 script=$3
	shift 3
	sed "s/@CODE@/${code:-}/" "$here/tests/support/captures/$script.keys" >"$place/keys"
	still "$hour" "$home"
	"$build/tests/support/play" "$place/keys" "$place/taken" "${run[@]}" "$@" || {
		echo "captures.sh: $script.keys could not be played" >&2
		exit 1
	}
}

# said_as ARGUMENT…: as one would type it
said_as() {
	local word
	printf '$ jalon'
	for word; do
		case $word in
		*' '*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
}

# shell HOUR HOME NAME [ARGUMENT…]: a command, and what it printed under it, in NAME.txt
shell() {
	local hour=$1 home=$2 name=$3 status=0
	shift 3
	still "$hour" "$home"
	{
		said_as "$@"
		printf '\n'
		(cd "$place" && "${run[@]}" "$@" --passphrase-fd 3 3<<<"$phrase" 2>&1) || status=$?
		[ "$status" -eq 0 ] || printf '[code de sortie %d]\n' "$status"
	} >"$place/taken/$name.txt"
}

# json HOUR VAULT NAME ARGUMENT…: the same with --format json, each line folded between two members
json() {
	local hour=$1 vault=$2 name=$3 status=0
	shift 3
	still "$hour" "$place"
	{
		said_as "$@"
		printf ' --format json\n'
		(cd "$place" && "${run[@]}" --vault "$vault" --passphrase-fd 3 --format json "$@" 3<<<"$phrase" 2>>"$place/said") ||
			status=$?
		[ "$status" -eq 0 ] || printf '[exit %d]\n' "$status"
	} | LC_ALL=C awk '
		/^[[{]/ {
			out = ""; word = ""; width = 0; quoted = 0
			for (i = 1; i <= length($0); i++) {
				c = substr($0, i, 1)
				word = word c
				if (c == "\\" && quoted) word = word substr($0, ++i, 1)
				else if (c == "\"") quoted = !quoted
				else if (c == "," && !quoted) {
					# How much room there is differs between machines.
					sub(/reste[^0-9]+[0-9]+/, "reste\302\24020480", word)
					if (out != "" && width + length(word) > 116) { out = out "\n "; width = 1 }
					out = out word; width += length(word); word = ""
				}
			}
			if (out != "" && width + length(word) > 116) out = out "\n "
			print out word
			next
		}
		{ print }' >"$place/taken/$name.txt"
}

# as HOUR VAULT ARGUMENT…: a command without a capture
as() {
	local hour=$1 vault=$2
	shift 2
	still "$hour" "$place"
	"${run[@]}" --vault "$vault" --passphrase-fd 3 "$@" 3<<<"$phrase" 2>>"$place/said"
}
demo=$place/demo

still 08:31 "$place"
"${run[@]}" demo --folder "$demo" </dev/null >/dev/null

# shellcheck source=/dev/null
. "$here/tests/support/captures/story.sh"

rm -rf "$here/docs/captures"
mkdir -p "$here/docs/captures"
cp "$place"/taken/*.txt "$here/docs/captures/"
insert_all
