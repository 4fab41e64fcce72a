# Makes core/wordlist.c: each file given becomes an array named after its file name's first word.
# Lines that are empty or begin with # are left out. Lists in which order matters are sorted where they are kept.
BEGIN { print "/* Made by data/list.awk from the lists of data/. */\n#include \"core/wordlist.h\"" }
FNR == 1 {
	close_list()
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/-.*/, "", name)
	printf "\nconst char *const wordlist_%s[] = {\n", name
	count = 0
}
/^[a-z0-9]+$/ {
	printf "\t\"%s\",\n", $0
	count++
}
END { close_list() }
function close_list()
{
	if (name != "")
		printf "};\nconst size_t wordlist_%s_count = %d;\n", name, count
}
