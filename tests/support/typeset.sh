#!/bin/bash
# typeset.sh: sets the French of the sources right, where tests/lint/po.sh complains: inside texts marked for
# translation, a no-break space before : ; ! ? », after « and n°, within numbers and before units, and ’ between
# letters. Run it, then read the diff.
set -eu
cd "$(dirname "$0")/../.."

# shellcheck disable=SC1112,SC2016  # perl's own variables
find core sync tui \( -name '*.[ch]' -o -name '*.def' \) -print0 | xargs -0 perl -CSD -Mutf8 -0777 -i -pe '
	sub set_right {
		my $text = shift;
		$text =~ s/(?<=[^ \x{a0}]) (?=[:;!?»](?:[^[:alnum:]\/]|$))/\x{a0}/g;
		$text =~ s/(«|n°) /$1\x{a0}/g;
		$text =~ s/(?<=\d) (?=\d{3}(?!\d))/\x{a0}/g;
		$text =~ s/(?<=[\dd]) (?=[KM]io\b|€)/\x{a0}/g;
		$text =~ s/(?<=\p{L})\x27(?=\p{L})/’/g;
		return $text;
	}
	s/(\b(?:N_|_|P_|ngettext)\(\s*)((?:"(?:[^"\\]|\\.)*"[\s,]*)+)/$1 . set_right($2)/ge;
'
