# Makes core/demolist.c from the demo-*.txt lists of data/. Lines that are empty or begin with # are left out.
BEGIN { print "/* Made by data/demo.awk from the lists of data/. */\n#include \"core/demolist.h\"" }
FNR == 1 {
	close_list()
	name = FILENAME
	sub(/.*\/demo-/, "", name)
	sub(/\.txt$/, "", name)
	gsub(/-/, "_", name)
	type["first_names"] = "struct demolist_first_name"
	type["towns"] = "struct demolist_town"
	printf "\nconst %s demolist_%s[] = {\n", name in type ? type[name] : "char *const", name
	count = 0
}
/^#/ || /^$/ { next }
{
	if (name == "first_names")
		printf "\t{ \"%s\", \"%s\" },\n", $1, $2
	else if (name == "towns")
		printf "\t{ \"%s\", \"%s\", \"%s\" },\n", $1, $2, substr($0, index($0, $3))
	else
		printf "\t\"%s\",\n", $0
	count++
}
END { close_list() }
function close_list()
{
	if (name != "")
		printf "};\nconst size_t demolist_%s_count = %d;\n", name, count
}
