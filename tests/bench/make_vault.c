/* make_vault DOSSIERS…: makes the vaults of that many dossiers which are not there yet (see crowd.h) and prints their folders. */
#include <stdio.h>
#include <stdlib.h>

#include "core/secret.h"
#include "tests/bench/crowd.h"

int main(int argc, char **argv)
{
	if (secret_start() != JAL_OK)
		return 1;
	for (int i = 1; i < argc; i++)
		(void)printf("%s\n", crowd_vault((unsigned)strtoul(argv[i], NULL, 10)));
	return 0;
}
