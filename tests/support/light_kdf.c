/*
 * A stand-in for Argon2id in tests, preloaded by run-test.sh (see there which tests keep the real one): what is derived
 * still depends on each byte of the passphrase, on the salt and on the cost, and costs nothing. Argon2id takes 64 MiB and
 * a tenth of a second each time a vault is opened, which was two thirds of what the tests that open many took.
 *
 * Keeps no secret, is never linked into the program nor installed; depends on nothing, since every program that a test
 * starts loads it too.
 */
#include <stddef.h>
#include <stdint.h>

int crypto_pwhash_argon2id(unsigned char *out, unsigned long long outlen, const char *passwd, unsigned long long passwdlen,
	const unsigned char *salt, unsigned long long opslimit, size_t memlimit, int alg);

#define SALT_BYTES 16

static uint64_t mix(uint64_t state, uint64_t more)
{
	state = (state ^ more) * UINT64_C(0x9e3779b97f4a7c15);
	return state ^ state >> 29;
}

int crypto_pwhash_argon2id(unsigned char *out, unsigned long long outlen, const char *passwd, unsigned long long passwdlen,
	const unsigned char *salt, unsigned long long opslimit, size_t memlimit, int alg)
{
	uint64_t state = mix(mix(mix(passwdlen, opslimit), memlimit), (uint64_t)alg);
	for (unsigned long long i = 0; i < passwdlen; i++)
		state = mix(state, (unsigned char)passwd[i]);
	for (size_t i = 0; i < SALT_BYTES; i++)
		state = mix(state, salt[i]);
	for (unsigned long long i = 0; i < outlen; i++) {
		state = mix(state, i);
		out[i] = (unsigned char)(state >> 56);
	}
	return 0;
}
