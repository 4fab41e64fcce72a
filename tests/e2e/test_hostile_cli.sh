#!/bin/bash
# A hostile surrounding for commands: descriptors shut, a full output, arguments that a terminal would obey, files bent.
# Whatever happens, no name is written in clear anywhere, failures are told by jalon alone, and none looks like success.
# Prints TAP.
set -u
# shellcheck source=tests/support/tap.sh
. "$JALON_SRCDIR/tests/support/tap.sh"

work=$TMPDIR/hostile
mkdir "$work" && cd "$work" || exit 99
mark=ZWYXMARQUE
esc=$'\e]0;titre\a\u202e'

# jalon with the vault $vault and its passphrase, or $phrase.
vault=$work/v
j() {
	"$JALON_BIN" --vault "$vault" --passphrase-fd 3 "$@" 3<<<"${phrase:-une phrase pour Camille}"
}

# Nothing of the dossier stands in clear anywhere but where the test itself put it.
clear_nowhere() {
	local found
	found=$(grep -rla -e "$mark" --exclude=tap.out "$work" "$HOME" "$TMPDIR") && printf '%s\n' "$found" && return 1
	return 0
}

# Each line that the last command wrote on stderr is jalon's own.
only_jalon() {
	! grep -vE '^(jalon: |Aide|$)' "$err"
}

without() {
	local shut=$1
	shift
	case $shut in
	in) "$@" <&- ;;
	out) "$@" >&- ;;
	err) "$@" 2>&- ;;
	all) "$@" <&- >&- 2>&- ;;
	esac
}

into_full() {
	"$@" >/dev/full
}

# The file holds no control character but line feeds, and no bidirectional one.
inert() {
	! tr -d '\n' <"$1" | LC_ALL=C grep -qE $'[[:cntrl:]]|\xe2\x80\xae'
}

# Puts XXXX into file $1 at byte $2.
bend() {
	printf XXXX | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

plan 58

check 'a vault' j request --kdf interactive --name 'Camille Essai'
check 'with a dossier' j add person birth_name=$mark first_name=Hélène birth_date=1992-05-17 --format json
id=$(sed -n 's/.*"dossier":"\([0-9a-f]*\)".*/\1/p' "$out")
cp -r v kept

# ---- descriptors ----
expect 1 'a list that nobody can read is a failure' without out j list
check 'and is written nowhere' clear_nowhere
expect 1 'so is a dossier' without out j show "$id" --format json
check 'which is written nowhere either' clear_nowhere
check 'a list without input' without in j list
check 'a list without errors' without err j list
expect 1 'a list without any' without all j show "$id"
check 'is written nowhere' clear_nowhere
for command in list 'show ID' 'search zw' 'history ID' members digest 'remote list' doctor conflicts --help --version; do
	# shellcheck disable=SC2086  # the command is a list of words
	expect 1 "a full output: $command" into_full j ${command/ID/$id}
	match 'is told' '^jalon: .' "$err"
done

# ---- what a terminal would obey ----
for command in "$esc" "list --$esc" "show $esc" "list --sort $esc" "add $esc" "set $id $esc=1" "import $esc" \
	"remote remove $esc" "restore $esc" "verify /tmp/$esc" "join $esc" "transfer $id $esc" "--lang $esc"; do
	# shellcheck disable=SC2086  # the command is a list of words
	j $command >"$out" 2>"$err"
	cp "$err" said
	check "inert: ${command//[^a-z ]/}" inert said
done

vault=$work/never
expect 1 'a name that is none' j init --kdf interactive --territory "$esc" --name 'Camille Essai'
check 'leaves no vault behind' test ! -e never

# ---- bent files ----
vault=$work/bent
for at in 0 100; do
	rm -rf bent && cp -r kept bent && bend bent/vault.db $at
	expect 1 "the first page bent at $at" j list
	check 'is told by jalon alone' only_jalon
done
rm -rf bent && cp -r kept bent
expect 1 'a backup without a name' j backup ''
match 'is told' '^jalon: .*pas le nom' "$err"
(ulimit -l 0 && j list >/dev/null 2>"$err")
check 'no lockable memory is no noise' only_jalon
printf 'une phrase pour Camille\0' >nul
expect 3 'a passphrase with a NUL is another' "$JALON_BIN" --vault "$work/bent" --passphrase-fd 4 list 4<nul
head -c 1048576 /dev/zero | tr '\0' a >long
expect 1 'a passphrase of 1 MiB' "$JALON_BIN" --vault "$work/bent" --passphrase-fd 4 list 4<long
expect 1 'a folder as a descriptor' "$JALON_BIN" --vault "$work/bent" --passphrase-fd 4 list 4<"$work"
expect 1 'a descriptor that is shut' "$JALON_BIN" --vault "$work/bent" --passphrase-fd 99 list
done_testing
