#!/bin/bash
# The layers are kept: what each folder includes, what its library calls, what it exports, and that each header
# compiles alone. Needs the build folder, whose libraries it reads.
set -u
cd "$(dirname "$0")/../.." || exit 1
build=$(cd "${1:-build}" && pwd) || exit 1
status=0

complain() {
	printf '%s\n' "$1"
	status=1
}

# no_include FOLDER REGEX: none of its files includes such a header.
no_include() {
	local found
	found=$(grep -nE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($2)" "$1"/*.[ch] "$1"/*.def 2>/dev/null)
	[ -z "$found" ] || complain "$1/ must not include this: $found"
}

no_include core 'sync/|tui/|print/|read/|tests/|cairo|pango|curses|ncurses|term\.h|panel\.h|git2|vterm'
no_include sync 'tui/|print/|read/|tests/|cairo|pango|curses|ncurses|term\.h|panel\.h|sqlite3|sqlcipher|vterm'
no_include read 'sync/|tui/|print/|tests/|cairo|pango|curses|ncurses|sqlite3|sqlcipher|git2|vterm'
no_include print 'sync/|tui/|read/|tests/|curses|ncurses|sqlite3|sqlcipher|git2|vterm'
no_include tui 'print/|read/|tests/|cairo|pango|sqlite3|sqlcipher|git2|sodium|cbor|vterm'

found=$(grep -lE '^[[:space:]]*#[[:space:]]*include[[:space:]]*<n?curses' tui/*.[ch] | grep -vxE 'tui/term\.c')
[ -z "$found" ] || complain "only tui/term.c includes curses: $found"
found=$(grep -nE '#[[:space:]]*include[[:space:]]*"' core/*.[ch] sync/*.[ch] tui/*.[ch] print/*.[ch] read/*.[ch] tests/*/*.[ch] 2>/dev/null |
	grep -vE 'include[[:space:]]*"(core|sync|tui|print|read|tests)/[a-z0-9_/]+\.(h|def)"')
[ -z "$found" ] || complain "a header of ours is named from the top of the tree: $found"
found=$(grep -nE '#[[:space:]]*include.*config\.h' core/*.[ch] sync/*.[ch] tui/*.[ch] print/*.[ch] read/*.[ch] 2>/dev/null)
[ -z "$found" ] || complain "config.h is given by the command line: $found"

# no_symbol LIBRARY REGEX WHY: the library calls nothing of that name.
no_symbol() {
	local found
	found=$(nm -A -u "$build/$1" 2>/dev/null | grep -E " U ($2)(@|\$)")
	[ -z "$found" ] || complain "$1 must not call $3: $found"
}

curses='initscr|newterm|endwin|setupterm|tigetstr|tputs|w?add(n?str|ch|n?wstr|_wch)|wrefresh|doupdate|stdscr|wget_wch'
terminal='stdout|stderr|printf|__printf_chk|vprintf|__vprintf_chk|puts|putchar|perror|isatty|tcsetattr'
quits='_?exit|_Exit|quick_exit|abort|err|errx|warn|warnx'
no_symbol libcore.a "$curses" curses
no_symbol libcore.a 'git_[a-z_]+' git
no_symbol libcore.a "$terminal" 'the terminal'
no_symbol libcore.a "$quits" 'the end of the program'
no_symbol libcore.a 'gettext|dcgettext|dgettext|ngettext|dcngettext' translations
no_symbol libsync.a "$curses" curses
no_symbol libsync.a 'sqlite3_[a-z_0-9]+' SQL
no_symbol libsync.a "$terminal" 'the terminal'
no_symbol libsync.a "$quits" 'the end of the program'
no_symbol libsync.a 'gettext|dcgettext|dgettext|ngettext|dcngettext' translations
no_symbol libtui.a 'sqlite3_[a-z_0-9]+' SQL
no_symbol libtui.a 'git_[a-z_0-9]+' git
no_symbol libtui.a '(crypto|sodium|randombytes)_[a-z_0-9]+' cryptography

# exports LIBRARY: each object's functions and variables begin with the name of its file, or of the module of which the
# file is a part (op_encode.c: op_). The model's constants are the
# domain's names; `hash` is the second kind of id.
exports() {
	local found
	found=$(nm -A -g --defined-only "$build/$1" 2>/dev/null | awk -v lib="$1" '
		{
			split($1, part, ":")
			file = part[2]
			sub(/^lib[a-z]+_a-/, "", file)
			sub(/\.o$/, "", file)
			if (file == "error")
				file = "jal_err"
			if (file == "model" && $(NF - 1) == "R" || file == "id" && index($NF, "hash_") == 1)
				next
			# text_fold.c is a second room of text.h.
			room = file
			sub(/_.*/, "", room)
			if (index($NF, room "_") == 1)
				next
			module = file
			sub(/_.*/, "", module)
			if ($NF ~ /^__/ || $NF == file || index($NF, file "_") == 1 || index($NF, module "_") == 1)
				next
			print "  " lib ": " file " exports " $NF
		}')
	[ -z "$found" ] || complain "a file exports only its own names:
$found"
}
exports libcore.a
exports libsync.a
exports libtui.a

flags() {
	sed -n "s/^$1 = //p" "$build/Makefile"
}

# What draws papers and what takes files apart hold no data: nothing of a vault, nothing of a territory.
for program in jalon-print jalon-read; do
	found=$(nm -u "$build/$program" 2>/dev/null | grep -E ' U (sqlite3|git)_')
	[ -z "$found" ] || complain "$program must not call this: $found"
done

# Each header compiles alone, with its layer's flags and nothing else.
for header in core/*.h sync/*.h tui/*.h print/*.h read/*.h; do
	[ -f "$header" ] || continue
	case $header in
	core/*) layer=$(flags CORE_CFLAGS) ;;
	sync/*) layer=$(flags SYNC_CFLAGS) ;;
	print/*) layer=$(flags PRINT_CFLAGS) ;;
	read/*) layer=$(flags READ_CFLAGS) ;;
	*) layer=$(flags TUI_CFLAGS) ;;
	esac
	# shellcheck disable=SC2046,SC2086  # lists of flags
	printf '#include "%s"\n' "$header" | gcc $(flags JAL_CFLAGS) -O2 -Werror -I. -include "$build/config.h" $layer \
		-fsyntax-only -x c - || complain "$header does not compile alone"
done
exit $status
