/*
 * The program's entry: what it was asked on the command line. Knows nothing
 * of screens or data.
 */
#include <stdio.h>
#include <string.h>

#define USAGE                                                                  \
	"Usage : jalon [OPTION]\n"                                             \
	"\n"                                                                   \
	"  --help     affiche cette page\n"                                    \
	"  --version  affiche la version\n"

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "--version") == 0) {
		puts(PACKAGE_STRING);
		return 0;
	}
	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(USAGE, stdout);
		return 0;
	}
	fputs(USAGE, stderr);
	return 2;
}
