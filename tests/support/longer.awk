# longer.awk: a catalogue whose texts are 40 % longer, to see what a wordier language would cut: reads fr.po, writes
# the same with two letters more after each five of a word. Header and directives stay.

function lengthen(s,    out, word, c, i, n) {
	n = 0
	out = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		# A directive: up to its letter.
		if (c == "%") {
			do {
				out = out c
				c = substr(s, ++i, 1)
			} while (i <= length(s) && c !~ /[a-zA-Z%]/)
			while (c ~ /[zl]/) {
				out = out c
				c = substr(s, ++i, 1)
			}
			out = out c
			n = 0
			continue
		}
		if (c == "\\") {
			out = out c substr(s, ++i, 1)
			n = 0
			continue
		}
		out = out c
		n = c ~ /[[:alpha:]]/ ? n + 1 : 0
		if (n == 5) {
			out = out "xx"
			n = 0
		}
	}
	return out
}

/^msgid/ { in_text = 0 }
/^msgstr/ { in_text = 1 }
/^$/ { header_done = 1; in_text = 0 }
{
	if (in_text && header_done && match($0, /".*"$/)) {
		print substr($0, 1, RSTART) lengthen(substr($0, RSTART + 1, RLENGTH - 2)) "\""
	} else {
		sub(/Language: fr/, "Language: en")
		print
	}
}
