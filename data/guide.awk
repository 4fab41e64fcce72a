# Makes tui/guide.c from docs/guide.fr.md: a line of text each, without Markdown's signs; a paragraph is one line.
function quote(s)
{
	gsub(/\\/, "\\\\", s)
	gsub(/"/, "\\\"", s)
	return s
}
function plain(s)
{
	gsub(/`/, "", s)
	gsub(/\*\*/, "", s)
	gsub(/\*/, "", s)
	while (match(s, /\[[^]]*\]\([^)]*\)/)) {
		link = substr(s, RSTART, RLENGTH)
		name = substr(link, 2, index(link, "](") - 2)
		s = substr(s, 1, RSTART - 1) name substr(s, RSTART + RLENGTH)
	}
	return s
}
function put(kind, s)
{
	printf "\t{ %s, \"%s\" },\n", kind, quote(s)
	last = kind
}
function blank()
{
	if (last != "GUIDE_BLANK" && last != "")
		put("GUIDE_BLANK", "")
}
function flush_text()
{
	if (text != "")
		put("GUIDE_TEXT", plain(text))
	text = ""
}
function end_table()
{
	if (row != "")
		put("GUIDE_TEXT", row)
	row = ""
}
BEGIN {
	print "/* Made by data/guide.awk from docs/guide.fr.md. */\n#include \"tui/guide.h\"\n\nconst struct guide_line guide_text[] = {"
}
/^ *<!-- .* -->$/ { next }
{ fence = $0; sub(/^ */, "", fence) }
fence == "```" {
	flush_text()
	verbatim = !verbatim
	if (verbatim)
		blank()
	put("GUIDE_EDGE", "")
	if (!verbatim)
		blank()
	next
}
verbatim { put("GUIDE_SCREEN", $0); next }
/^#/ {
	flush_text()
	blank()
	chapter = $0
	sub(/^#+ */, "", chapter)
	put("GUIDE_HEADING", plain(chapter))
	blank()
	next
}
/^\|[ |-]*-[ |-]*$/ { row = ""; next }
/^\|/ {
	flush_text()
	end_table()
	row = $0
	gsub(/^\| */, "", row)
	gsub(/ *\|$/, "", row)
	n = index(row, " | ")
	row = "• " plain(substr(row, 1, n - 1)) " — " plain(substr(row, n + 3))
	next
}
/^ *$/ { flush_text(); end_table(); blank(); next }
/^ *- / || /^ *[0-9]+\. / { flush_text() }
{
	line = $0
	sub(/^ */, "", line)
	sub(/^- /, "• ", line)
	text = text == "" ? line : text " " line
}
END {
	flush_text()
	end_table()
	print "};\nconst size_t guide_lines = sizeof(guide_text) / sizeof(guide_text[0]);"
}
