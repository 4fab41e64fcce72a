/* Key slots: wrapping, unwrapping, and their bytes. Knows no file. */
#include "core/slots.h"

#include <sodium.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <uninorm.h>
#include <unistr.h>

#include "core/bytes.h"

#define MAGIC "JALONSL1"
#define MAGIC_BYTES 8
#define FAMILY_BYTES 7	/* the magic without its version digit */
#define PHRASE_MAX ((size_t)1024)

/* Where things stand in a slot; bytes 0 to 55 are authenticated with the header. */
enum {
	AT_KIND = 0,
	AT_PASSES = 4,
	AT_MEMORY = 8,
	AT_SALT = 16,
	AT_NONCE = 32,
	AT_BOX = 56,
};

#define CALIBRATE_MS 1000.0
#define CALIBRATE_MEMORY_MAX ((uint64_t)256 << 20)
#define CALIBRATE_STEP ((uint64_t)16 << 20)

_Static_assert(crypto_pwhash_argon2id_SALTBYTES == AT_NONCE - AT_SALT, "salt");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES == AT_BOX - AT_NONCE, "nonce");
_Static_assert(SLOTS_KEY_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES == SLOTS_SLOT_BYTES - AT_BOX, "box");

static bool cost_allowed(struct slots_cost cost)
{
	return cost.passes >= SLOTS_PASSES_MIN && cost.passes <= SLOTS_PASSES_MAX && cost.memory >= SLOTS_MEMORY_MIN &&
	       cost.memory <= SLOTS_MEMORY_MAX;
}

/* ---- Argon2id ---- */

static enum jal_err derive(struct slots_cost cost, const uint8_t salt[crypto_pwhash_argon2id_SALTBYTES],
			   const struct secret *phrase, struct secret *out)
{
	struct secret wrap = SECRET_INIT;
	if (!cost_allowed(cost) || phrase->n == 0)
		return JAL_ERR_INVALID;
	const enum jal_err err = secret_new(crypto_aead_xchacha20poly1305_ietf_KEYBYTES, &wrap);
	if (err)
		return err;
	if (crypto_pwhash_argon2id(wrap.p, wrap.n, (const char *)phrase->p, phrase->n, salt, cost.passes,
		    (size_t)cost.memory, crypto_pwhash_argon2id_ALG_ARGON2ID13) != 0) {
		secret_free(&wrap);
		return JAL_ERR_NOMEM;
	}
	*out = wrap;
	return JAL_OK;
}

struct slots_cost slots_floor(void)
{
	return (struct slots_cost){ SLOTS_PASSES_MIN, SLOTS_MEMORY_MIN };
}

/* How long the floor takes, in milliseconds; 0 when it could not be run. */
static double time_floor(void)
{
	static const uint8_t salt[crypto_pwhash_argon2id_SALTBYTES];
	struct secret phrase = SECRET_INIT, key = SECRET_INIT;
	struct timespec before = { 0 }, after = { 0 };
	if (secret_copy("calibration", 11, &phrase) != JAL_OK)
		return 0;
	(void)clock_gettime(CLOCK_MONOTONIC, &before);
	const enum jal_err err = derive(slots_floor(), salt, &phrase, &key);
	(void)clock_gettime(CLOCK_MONOTONIC, &after);
	secret_free(&phrase);
	secret_free(&key);
	if (err)
		return 0;
	return (double)(after.tv_sec - before.tv_sec) * 1e3 + (double)(after.tv_nsec - before.tv_nsec) / 1e6;
}

/* Of the two ways to cost more, memory hurts an attacker more than passes: as much of it as is reasonable, then passes. */
static struct slots_cost cost_for(double floor_ms, uint64_t machine)
{
	struct slots_cost cost = slots_floor();
	uint64_t most = machine / 4;
	if (most > CALIBRATE_MEMORY_MAX)
		most = CALIBRATE_MEMORY_MAX;
	if (floor_ms <= 0 || most <= SLOTS_MEMORY_MIN)
		most = SLOTS_MEMORY_MIN;
	if (floor_ms <= 0)
		return cost;
	const double per_byte_pass = floor_ms / (double)SLOTS_MEMORY_MIN / SLOTS_PASSES_MIN;
	const double memory = CALIBRATE_MS / per_byte_pass / (SLOTS_PASSES_MIN + 1);
	if (memory > (double)most)
		cost.memory = most / CALIBRATE_STEP * CALIBRATE_STEP;
	else if (memory > (double)SLOTS_MEMORY_MIN)
		cost.memory = (uint64_t)memory / CALIBRATE_STEP * CALIBRATE_STEP;
	const double passes = CALIBRATE_MS / per_byte_pass / (double)cost.memory;
	if (passes >= SLOTS_PASSES_MAX)
		cost.passes = SLOTS_PASSES_MAX;
	else if (passes > SLOTS_PASSES_MIN)
		cost.passes = (uint32_t)passes;
	return cost;
}

struct slots_cost slots_calibrate(void)
{
	/* A disturbed measure would make the slots cheaper, so the better of two counts. */
	const double first = time_floor(), second = time_floor();
	const long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
	const uint64_t machine = pages > 0 && page > 0 ? (uint64_t)pages * (uint64_t)page : 0;
	return cost_for(first < second ? first : second, machine);
}

enum jal_err slots_passphrase(const char *text, size_t n, struct secret *out)
{
	struct secret nfc = SECRET_INIT;
	if (n == 0 || u8_check((const uint8_t *)text, n) != NULL)
		return JAL_ERR_INVALID;
	if (n > PHRASE_MAX)
		return JAL_ERR_LIMIT;
	/* NFC never grows UTF-8 more than threefold, so everything stays in locked memory. */
	enum jal_err err = secret_new(3 * n + 1, &nfc);
	if (err)
		return err;
	size_t len = nfc.n;
	const uint8_t *got = u8_normalize(UNINORM_NFC, (const uint8_t *)text, n, nfc.p, &len);
	if (got == nfc.p && len > 0)
		err = secret_copy(nfc.p, len, out);
	else
		err = JAL_ERR_INVALID;
	secret_free(&nfc);
	return err;
}

/* ---- slots ---- */

static void put_header(const struct slots *s, uint8_t out[SLOTS_HEADER_BYTES])
{
	memcpy(out, MAGIC, MAGIC_BYTES);
	memcpy(out + MAGIC_BYTES, s->vault.b, ID_BYTES);
	bytes_put_u32(out + MAGIC_BYTES + ID_BYTES, s->count);
}

static void put_data(const struct slots *s, const uint8_t *slot, uint8_t out[SLOTS_HEADER_BYTES + AT_BOX])
{
	put_header(s, out);
	memcpy(out + SLOTS_HEADER_BYTES, slot, AT_BOX);
}

void slots_init(struct slots *s, const struct jal_id *vault, unsigned count)
{
	memset(s, 0, sizeof(*s));
	s->vault = *vault;
	s->count = count < SLOTS_MAX ? count : SLOTS_MAX;
}

enum jal_err slots_seal(struct slots *s, unsigned at, enum slots_kind kind, struct slots_cost cost,
	const struct secret *phrase, const struct secret *key)
{
	uint8_t slot[SLOTS_SLOT_BYTES] = { 0 };
	uint8_t data[SLOTS_HEADER_BYTES + AT_BOX] = { 0 };
	struct secret wrap = SECRET_INIT;

	if (at >= s->count || key->n != SLOTS_KEY_BYTES)
		return JAL_ERR_INVALID;
	slot[AT_KIND] = (uint8_t)kind;
	bytes_put_u32(slot + AT_PASSES, cost.passes);
	bytes_put_u64(slot + AT_MEMORY, cost.memory);
	randombytes_buf(slot + AT_SALT, AT_BOX - AT_SALT);
	const enum jal_err err = derive(cost, slot + AT_SALT, phrase, &wrap);
	if (err)
		return err;
	put_data(s, slot, data);
	(void)crypto_aead_xchacha20poly1305_ietf_encrypt(slot + AT_BOX, NULL, key->p, key->n, data, sizeof(data), NULL,
		slot + AT_NONCE, wrap.p);
	secret_free(&wrap);
	memcpy(s->slot[at], slot, sizeof(slot));
	return JAL_OK;
}

static enum jal_err open_slot(const struct slots *s, const uint8_t *slot, const struct secret *phrase, struct secret *key)
{
	uint8_t data[SLOTS_HEADER_BYTES + AT_BOX] = { 0 };
	struct secret wrap = SECRET_INIT, opened = SECRET_INIT;
	const struct slots_cost cost = { bytes_u32(slot + AT_PASSES), bytes_u64(slot + AT_MEMORY) };

	enum jal_err err = derive(cost, slot + AT_SALT, phrase, &wrap);
	if (!err)
		err = secret_new(SLOTS_KEY_BYTES, &opened);
	if (!err) {
		put_data(s, slot, data);
		if (crypto_aead_xchacha20poly1305_ietf_decrypt(opened.p, NULL, NULL, slot + AT_BOX,
			    SLOTS_SLOT_BYTES - AT_BOX, data, sizeof(data), slot + AT_NONCE, wrap.p) != 0)
			err = JAL_ERR_WRONG_KEY;
	}
	secret_free(&wrap);
	if (err) {
		secret_free(&opened);
		return err;
	}
	*key = opened;
	return JAL_OK;
}

static enum slots_kind kind_of(const struct slots *s, unsigned at)
{
	return s->slot[at][AT_KIND] == SLOTS_RECOVERY ? SLOTS_RECOVERY : SLOTS_PASSPHRASE;
}

enum jal_err slots_open(const struct slots *s, enum slots_kind kind, const struct secret *phrase, struct secret *key,
	unsigned *at)
{
	enum jal_err err = JAL_ERR_NOT_FOUND;
	for (unsigned i = 0; i < s->count; i++) {
		if (kind_of(s, i) != kind)
			continue;
		err = open_slot(s, s->slot[i], phrase, key);
		if (err == JAL_ERR_WRONG_KEY)
			continue;
		if (!err && at)
			*at = i;
		return err;
	}
	return err;
}

struct slots_cost slots_cost_of(const struct slots *s, unsigned at)
{
	return (struct slots_cost){ bytes_u32(s->slot[at] + AT_PASSES), bytes_u64(s->slot[at] + AT_MEMORY) };
}

unsigned slots_find(const struct slots *s, enum slots_kind kind)
{
	unsigned at = 0;
	while (at < s->count && kind_of(s, at) != kind)
		at++;
	return at;
}

/* ---- bytes ---- */

enum jal_err slots_write(const struct slots *s, struct buf *out)
{
	uint8_t header[SLOTS_HEADER_BYTES] = { 0 };
	if (s->count == 0 || s->count > SLOTS_MAX)
		return JAL_ERR_INVALID;
	put_header(s, header);
	const enum jal_err err = buf_reserve(out, sizeof(header) + (size_t)s->count * SLOTS_SLOT_BYTES);
	if (err)
		return err;
	(void)(buf_put(out, header, sizeof(header)) || buf_put(out, s->slot, (size_t)s->count * SLOTS_SLOT_BYTES));
	return JAL_OK;
}

static enum jal_err check_slot(const uint8_t *slot, struct diag *why)
{
	const struct slots_cost cost = { bytes_u32(slot + AT_PASSES), bytes_u64(slot + AT_MEMORY) };
	if ((slot[AT_KIND] != SLOTS_PASSPHRASE && slot[AT_KIND] != SLOTS_RECOVERY) || slot[1] || slot[2] || slot[3])
		return diag_set(why, JAL_ERR_CORRUPT,
			N_("Le fichier des clés (vault.slots) est abîmé : un emplacement est d’un genre inconnu. Rien n’a été changé ; restaurez une sauvegarde."));
	if (!cost_allowed(cost))
		return diag_set(why, JAL_ERR_CORRUPT,
			N_("Le fichier des clés (vault.slots) demande %1 Mio de mémoire et %2 passes, hors des limites : il est abîmé ou piégé. Rien n’a été essayé ; restaurez une sauvegarde."),
			diag_num((long long)(cost.memory >> 20)), diag_num(cost.passes));
	return JAL_OK;
}

enum jal_err slots_read(const uint8_t *data, size_t n, struct slots *out, struct diag *why)
{
	struct slots s;
	memset(&s, 0, sizeof(s));
	const size_t start = n < MAGIC_BYTES ? n : MAGIC_BYTES;
	if (n >= MAGIC_BYTES && memcmp(data, MAGIC, FAMILY_BYTES) == 0 && data[FAMILY_BYTES] > '1' &&
		data[FAMILY_BYTES] <= '9')
		return diag_set(why, JAL_ERR_NEWER,
			N_("Ce coffre vient d’une version plus récente de jalon. Rien n’a été changé ; mettez jalon à jour."));
	if (n == 0 || memcmp(data, MAGIC, start) != 0)
		return diag_set(why, JAL_ERR_SYNTAX,
			N_("Ce n’est pas un coffre de jalon : le fichier des clés (vault.slots) n’en est pas un. Rien n’a été changé."));
	const char *const cut =
		N_("Le fichier des clés (vault.slots) est tronqué. Rien n’a été changé ; restaurez une sauvegarde.");
	if (n < SLOTS_HEADER_BYTES)
		return diag_set(why, JAL_ERR_CORRUPT, cut);
	memcpy(s.vault.b, data + MAGIC_BYTES, ID_BYTES);
	s.count = bytes_u32(data + MAGIC_BYTES + ID_BYTES);
	if (s.count == 0 || s.count > SLOTS_MAX)
		return diag_set(why, JAL_ERR_CORRUPT,
			N_("Le fichier des clés (vault.slots) est abîmé : il annonce %1 emplacements. Rien n’a été changé ; restaurez une sauvegarde."),
			diag_num(s.count));
	const size_t whole = SLOTS_HEADER_BYTES + (size_t)s.count * SLOTS_SLOT_BYTES;
	if (n < whole)
		return diag_set(why, JAL_ERR_CORRUPT, cut);
	if (n > whole)
		return diag_set(why, JAL_ERR_CORRUPT,
			N_("Le fichier des clés (vault.slots) est abîmé : quelque chose suit sa fin. Rien n’a été changé ; restaurez une sauvegarde."));
	memcpy(s.slot, data + SLOTS_HEADER_BYTES, whole - SLOTS_HEADER_BYTES);
	for (unsigned i = 0; i < s.count; i++) {
		const enum jal_err err = check_slot(s.slot[i], why);
		if (err)
			return err;
	}
	*out = s;
	return JAL_OK;
}
