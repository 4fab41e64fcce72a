/* The working screens on a seeded caseload, to be looked at: desk_main [people] [lang]. */
#include <stdlib.h>

#include "tests/screen/desk_run.h"

int main(int argc, char **argv)
{
	struct desk_run_options o = { .people = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 60,
		.lang = argc > 2 ? argv[2] : NULL };

	return desk_run(&o);
}
