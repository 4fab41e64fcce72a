#!/bin/bash
# codespell on what is English: comments and documents. Texts between quotes are French, and left alone.
set -u
cd "$(dirname "$0")/../.." || exit 1
command -v codespell >/dev/null || {
	echo 'codespell is not installed (./bootstrap deps all)'
	exit 77
}
documents=$(find . -maxdepth 1 -name '*.md'; find docs -name '*.md' ! -name '*.fr.md' ! -name data-dictionary.md 2>/dev/null)
# shellcheck disable=SC2016,SC2046,SC2086  # lists of files; no expansion wanted
codespell --ignore-words=tests/lint/spelling.txt --ignore-regex='"[^"]*"|«[^»]*»|`[^`]*`' \
	$(find core sync tui print read tests -name '*.[ch]') $(find tests -name '*.sh') configure.ac Makefile.am $documents
