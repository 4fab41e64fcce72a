/*
 * The program's entry.
 */
#include "tui/cli.h"

int main(int argc, char **argv)
{
	return (int)cli_main(argc, argv);
}
