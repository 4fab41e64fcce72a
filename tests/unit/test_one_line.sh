#!/bin/bash
# A new field is one line of core/model.def: core is built with a copy that has one more, and the field is found
# everywhere (tests/support/one_line.c). And what the compiler must refuse, it refuses. Prints TAP.
set -u
src=$JALON_SRCDIR
build=${JALON_BUILDDIR:-$PWD}
work=${TMPDIR:-/tmp}/one-line.$$
mkdir -p "$work/core" "$work/objects" || exit 99
trap 'rm -rf "$work"' EXIT

setting() {
	sed -n "s/^$1 = //p" "$build/Makefile"
}
if [ ! -f "$build/Makefile" ] || ! command -v "$(setting CC | cut -d' ' -f1)" >/dev/null; then
	echo '1..0 # SKIP the tree it was built in is not here, or no compiler'
	exit 0
fi
read -r -a cc <<<"$(setting CC)"
read -r -a flags <<<"$(setting JAL_CFLAGS) $(setting CORE_CFLAGS) -O0 -w"
read -r -a libs <<<"$(setting CORE_LIBS)"

# A cache of compilations would not see that a file has come before another one.
export CCACHE_DISABLE=1

# compile FILE…: objects of files of the tree, with the headers of $work before the tree's own.
compile() {
	local file
	for file; do
		"${cc[@]}" "${flags[@]}" -I"$work" -I"$src" -include "$build/config.h" -c "$src/$file" \
			-o "$work/objects/$(basename "$file" .c).o" 2>>"$work/errors" || return 1
	done
}

# with_line TEXT: the model with this line behind the person's last but one.
with_line() {
	awk -v line="$1" '{ print } /^FIELD\(person, consent,/ { print line; n++ } END { exit n != 1 }' \
		"$src/core/model.def" >"$work/core/model.def"
}

number=0
tell() {
	number=$((number + 1))
	printf '%s %d - %s\n' "$1" "$number" "$2"
}

# refused WHAT FILE WORDS: the copies in $work must not compile, and the compiler says so with these words.
refused() {
	: >"$work/errors"
	if compile "$2"; then
		tell 'not ok' "$1 compiles"
	elif grep -q -- "$3" "$work/errors"; then
		tell ok "$1 does not compile"
	else
		tell 'not ok' "$1 is refused for another reason"
		sed 's/^/# /' "$work/errors" | head -5
	fi
	rm -f "$work"/core/*.def
}

# ---- one line more: every file of core is compiled anew, only what is generated comes from the build's library ----
with_line 'FIELD(person, shoe_size, 60, integer, none, N_("Pointure"), FIELD_LISTED, count)' || exit 99
mapfile -t files < <(cd "$src" && ls core/*.c tests/support/dictionary.c tests/support/one_line.c)
half=$((${#files[@]} / 2))
compile "${files[@]:0:half}" &
if compile "${files[@]:half}" && wait $! &&
	mv "$work/objects/one_line.o" "$work" && ar cr "$work/libmodel.a" "$work"/objects/*.o &&
	"${cc[@]}" "${flags[@]}" "$work/one_line.o" "$work/libmodel.a" "$build/libcore.a" "${libs[@]}" -o "$work/probe" \
		2>>"$work/errors"; then
	"$work/probe" >"$work/probe.tap"
	number=$(grep -cE '^(not )?ok ' "$work/probe.tap")
	grep -v '^1\.\.' "$work/probe.tap"
else
	number=0
	tell 'not ok' 'core builds with one more field'
	sed 's/^/# /' "$work/errors" | head -20
fi
rm -f "$work"/core/*.def

# ---- what must not compile ----
with_line 'FIELD(person, shoe_size, 48, integer, none, N_("Pointure"), 0, none)'
refused 'a number used twice' core/model.c 'wire_person_48'
with_line 'RETIRED(person, 60)
FIELD(person, shoe_size, 60, integer, none, N_("Pointure"), 0, none)'
refused 'a number that was retired' core/model.c 'wire_person_60'
with_line 'FIELD(person, shoe_size, 0, integer, none, N_("Pointure"), 0, none)'
refused 'a field without number' core/model.c 'person.shoe_size without wire number'
with_line 'FIELD(person, shoe_size, 60, code, none, N_("Pointure"), 0, none)'
refused 'a code without vocabulary' core/model.c 'person.shoe_size: a code or set needs a vocabulary'
with_line 'FIELD(person, shoe_size, 60, set, none, N_("Pointure"), 0, none)'
refused 'a set without vocabulary' core/model.c 'person.shoe_size: a code or set needs a vocabulary'
with_line 'FIELD(person, shoe_size, 60, text, channel, N_("Pointure"), 0, none)'
refused 'a text with a vocabulary' core/model.c 'person.shoe_size: a code or set needs a vocabulary'
with_line 'FIELD(person, shoe_size, 60, integer, none, N_(""), 0, none)'
refused 'an empty label' core/model.c 'person.shoe_size without label'
with_line 'FIELD(person, shoe_size, 60, integer, none, N_("Pointure"), 0, no_such_rule)'
refused 'an unknown rule' core/model.c 'CHECK_no_such_rule'
with_line 'FIELD(person, shoe_size, 60, ref, no_such_entity, N_("Pointure"), 0, none)'
refused 'a reference to an unknown entity' core/model.c 'ENTITY_no_such_entity'
{ cat "$src/core/model.def"; echo 'ENTITY(shoe, 2, dossier, N_("Chaussure"))
FIELD(shoe, archived, 63, flag, none, N_("Archivé"), 0, none)'; } >"$work/core/model.def"
refused 'an entity number used twice' core/model.c 'entity_wire_2'
{ cat "$src/core/model.def"; echo 'ENTITY(shoe, 999, dossier, N_("Chaussure"))
FIELD(shoe, size, 1, integer, none, N_("Pointure"), 0, none)'; } >"$work/core/model.def"
refused 'an entity that cannot be archived' core/model.c 'FIELD_shoe_archived'
{ cat "$src/core/vocab.def"; echo 'VOCAB(shoe)
CODE(shoe, "", N_("Sabot"), false)'; } >"$work/core/vocab.def"
refused 'an empty code' core/vocab.c 'a code of shoe is empty'
{ cat "$src/core/vocab.def"; echo 'VOCAB(shoe)
CODE(shoe, "clog", N_(""), false)'; } >"$work/core/vocab.def"
refused 'a code without label' core/vocab.c 'code clog of shoe has no label'

printf '1..%d\n' "$number"
