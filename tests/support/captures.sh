#!/bin/bash
# captures.sh [BUILD]: takes the captures of the real screens, docs/captures/*.txt, and puts them into the documents.
#
# To renew them: `make captures` in a build folder, then read the differences (`git diff docs`). It makes the
# demonstration in /tmp/essai, which must not exist (the place is seen in the captures) and is removed afterwards, and
# plays the key scripts tests/support/captures/*.keys (tests/support/script.h says what they may hold) on the program
# that was just built, its clock standing still and its random numbers the same each time (still.c).
#
# `captures.sh --insert` only puts docs/captures into the documents: in a page, the line <!-- capture: NAME --> is
# followed by that screen, its runs of empty rows shortened to one.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
pages=(README.md docs/guide.fr.md docs/json.md)

# insert PAGE: prints it with its captures anew.
insert() {
	awk -v folder="$here/docs/captures" '
		/^<!-- capture: .* -->$/ {
			print
			file = folder "/" $3 ".txt"
			print "```"
			empty = 0; n = 0
			while ((got = (getline row <file)) > 0) {
				n++
				if (row == "") { empty++; continue }
				if (empty > 0 && n > 1) print ""
				empty = 0
				print row
			}
			close(file)
			if (got < 0 || n == 0) { print FILENAME ": no capture " $3 >"/dev/stderr"; failed = 1 }
			print "```"
			if ((getline) > 0 && $0 == "```") { while ((getline) > 0 && $0 != "```") ; next }
		}
		{ print }
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
trap 'rm -rf "$place"' EXIT
mkdir "$place/cle" "$place/taken" "$place/lea"
"${CC:-cc}" -O1 -fPIC -shared -o "$place/still.so" "$here/tests/support/still.c"

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

# shell HOUR HOME NAME [ARGUMENT…]: a command, and what it printed under it, in NAME.txt
shell() {
	local hour=$1 home=$2 name=$3 status=0
	shift 3
	still "$hour" "$home"
	{
		printf '$ jalon'
		printf ' %s' "$@"
		printf '\n'
		(cd "$place" && "${run[@]}" "$@" --passphrase-fd 3 3<<<"$phrase" 2>&1) || status=$?
		[ "$status" -eq 0 ] || printf '[code de sortie %d]\n' "$status"
	} >"$place/taken/$name.txt"
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
