/* Keys in the encrypted database, out of it only as struct secret. Opens and seals nothing. */
#include "core/keyring.h"

#include <sodium.h>
#include <string.h>

#include "core/listing.h"

enum { DEVICE, DEVICE_PUT, MEMBER, SIGN, BOX, BOX_PUT, SSH, SSH_PUT, EPOCH, EPOCH_PUT, COUNT };
static const char *const text[COUNT] = {
	[DEVICE] = "SELECT id, member, sign_public, box_public FROM k_device ORDER BY n DESC LIMIT 1",
	[DEVICE_PUT] = ("INSERT INTO k_device (id, member, sign_public, sign_secret, box_public, box_secret)"
			" VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
	[MEMBER] = "UPDATE k_device SET member = ?1 WHERE n = (SELECT max(n) FROM k_device)",
	[SIGN] = "SELECT sign_secret FROM k_device ORDER BY n DESC LIMIT 1",
	[BOX] = "SELECT box_secret FROM k_device ORDER BY n DESC LIMIT 1",
	[BOX_PUT] = "UPDATE k_device SET box_public = ?1, box_secret = ?2 WHERE n = (SELECT max(n) FROM k_device)",
	[SSH] = "SELECT secret, public FROM k_ssh",
	[SSH_PUT] = "INSERT INTO k_ssh (n, public, secret) VALUES (1, ?1, ?2)",
	[EPOCH] = "SELECT secret FROM k_epoch WHERE caseload = ?1 AND epoch = ?2",
	[EPOCH_PUT] = "INSERT INTO k_epoch (caseload, epoch, secret) VALUES (?1, ?2, ?3)",
};
const struct db_sql keyring_sql = { "keyring", COUNT, text };

/* Column 0 of the one row, as a secret of exactly n bytes. */
static enum jal_err read_secret(struct db_st *st, size_t n, struct secret *out)
{
	bool row = false;
	enum jal_err err = db_step(st, &row);
	if (!err && !row)
		err = JAL_ERR_NOT_FOUND;
	if (!err) {
		const void *bytes = db_col_blob(st, 0);
		err = bytes && db_col_len(st, 0) == n ? secret_copy(bytes, n, out) : JAL_ERR_CORRUPT;
	}
	return err;
}

static enum jal_err read_public(struct db_st *st, int col, uint8_t out[32])
{
	const void *bytes = db_col_blob(st, col);
	if (!bytes || db_col_len(st, col) != 32)
		return JAL_ERR_CORRUPT;
	memcpy(out, bytes, 32);
	return JAL_OK;
}

enum jal_err keyring_device(struct db *db, struct keyring_device *out)
{
	struct keyring_device d = { .id = ID_ZERO };
	struct db_st *st = NULL;
	bool row = false;
	enum jal_err err = db_use(db, &keyring_sql, DEVICE, &st);
	if (err)
		return err;
	err = db_step(st, &row);
	if (!err && !row)
		err = JAL_ERR_NOT_FOUND;
	if (!err)
		err = db_col_id(st, 0, &d.id);
	if (!err)
		err = db_col_id(st, 1, &d.member);
	if (!err)
		err = read_public(st, 2, d.sign_public);
	if (!err)
		err = read_public(st, 3, d.box_public);
	db_done(st);
	if (!err)
		*out = d;
	return err;
}

static enum jal_err put_device(struct db *db, const struct keyring_device *d, const struct secret *sign,
	const struct secret *box)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &keyring_sql, DEVICE_PUT, &st);
	if (err)
		return err;
	db_bind_id(st, 1, &d->id);
	db_bind_id(st, 2, &d->member);
	db_bind_blob(st, 3, d->sign_public, sizeof(d->sign_public));
	db_bind_blob(st, 4, sign->p, sign->n);
	db_bind_blob(st, 5, d->box_public, sizeof(d->box_public));
	db_bind_blob(st, 6, box->p, box->n);
	return db_run(st);
}

enum jal_err keyring_make_device(struct db *db, struct keyring_device *out)
{
	struct keyring_device d = { .id = ID_ZERO };
	struct secret sign = SECRET_INIT, box = SECRET_INIT;
	bool own = false;
	enum jal_err err = secret_new(crypto_sign_SECRETKEYBYTES, &sign);
	if (!err)
		err = secret_new(crypto_box_SECRETKEYBYTES, &box);
	if (err)
		goto out;
	if (crypto_sign_keypair(d.sign_public, sign.p) != 0 || crypto_box_keypair(d.box_public, box.p) != 0) {
		err = JAL_ERR_INVALID;
		goto out;
	}
	const struct jal_hash hash = hash_b2(d.sign_public, sizeof(d.sign_public));
	memcpy(d.id.b, hash.b, ID_BYTES);
	err = db_enter(db, &own);
	if (err)
		goto out;
	err = put_device(db, &d, &sign, &box);
	/* The lines' own numbers were a former device's. */
	if (!err)
		err = listing_disown(db);
	err = db_leave(db, own, err);
	if (!err)
		*out = d;
out:
	secret_free(&sign);
	secret_free(&box);
	return err;
}

static enum jal_err put_box(struct db *db, const uint8_t public_key[32], const struct secret *box)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &keyring_sql, BOX_PUT, &st);
	if (err)
		return err;
	db_bind_blob(st, 1, public_key, crypto_box_PUBLICKEYBYTES);
	db_bind_blob(st, 2, box->p, box->n);
	err = db_run(st);
	return !err && db_changes(db) == 0 ? JAL_ERR_NOT_FOUND : err;
}

enum jal_err keyring_new_box(struct db *db, uint8_t public_key[32])
{
	uint8_t made[crypto_box_PUBLICKEYBYTES];
	struct secret box = SECRET_INIT;
	bool own = false;
	enum jal_err err = secret_new(crypto_box_SECRETKEYBYTES, &box);
	if (!err && crypto_box_keypair(made, box.p) != 0)
		err = JAL_ERR_INVALID;
	if (!err)
		err = db_enter(db, &own);
	if (!err)
		err = db_leave(db, own, put_box(db, made, &box));
	if (!err)
		memcpy(public_key, made, sizeof(made));
	secret_free(&box);
	return err;
}

static enum jal_err set_member(struct db *db, const struct jal_id *member)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &keyring_sql, MEMBER, &st);
	if (err)
		return err;
	db_bind_id(st, 1, member);
	err = db_run(st);
	if (!err && db_changes(db) == 0)
		err = JAL_ERR_NOT_FOUND;
	/* The list says which dossiers are this member's. */
	return err ? err : listing_rebuild(db);
}

enum jal_err keyring_set_member(struct db *db, const struct jal_id *member)
{
	bool own = false;
	const enum jal_err err = db_enter(db, &own);
	return err ? err : db_leave(db, own, set_member(db, member));
}

static enum jal_err secret_of(struct db *db, int which, size_t n, struct secret *out)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &keyring_sql, which, &st);
	if (err)
		return err;
	err = read_secret(st, n, out);
	db_done(st);
	return err;
}

enum jal_err keyring_sign_secret(struct db *db, struct secret *out)
{
	return secret_of(db, SIGN, crypto_sign_SECRETKEYBYTES, out);
}

enum jal_err keyring_box_secret(struct db *db, struct secret *out)
{
	return secret_of(db, BOX, crypto_box_SECRETKEYBYTES, out);
}

static enum jal_err read_ssh(struct db *db, uint8_t public_key[32], struct secret *out)
{
	struct db_st *st = NULL;
	struct secret made = SECRET_INIT;
	enum jal_err err = db_use(db, &keyring_sql, SSH, &st);
	if (err)
		return err;
	err = read_secret(st, crypto_sign_SECRETKEYBYTES, &made);
	if (!err)
		err = read_public(st, 1, public_key);
	db_done(st);
	if (err)
		secret_free(&made);
	else
		*out = made;
	return err;
}

static enum jal_err put_ssh(struct db *db, const uint8_t public_key[32], const struct secret *key)
{
	struct db_st *st = NULL;
	const enum jal_err err = db_use(db, &keyring_sql, SSH_PUT, &st);
	if (err)
		return err;
	db_bind_blob(st, 1, public_key, 32);
	db_bind_blob(st, 2, key->p, key->n);
	return db_run(st);
}

enum jal_err keyring_ssh(struct db *db, uint8_t public_key[32], struct secret *out)
{
	struct secret key = SECRET_INIT;
	uint8_t public_half[32] = { 0 };
	bool own = false;
	enum jal_err err = read_ssh(db, public_key, out);
	if (err != JAL_ERR_NOT_FOUND)
		return err;
	err = secret_new(crypto_sign_SECRETKEYBYTES, &key);
	if (err)
		return err;
	if (crypto_sign_keypair(public_half, key.p) != 0)
		err = JAL_ERR_INVALID;
	if (!err)
		err = db_enter(db, &own);
	if (!err)
		err = db_leave(db, own, put_ssh(db, public_half, &key));
	if (err) {
		secret_free(&key);
		return err;
	}
	memcpy(public_key, public_half, sizeof(public_half));
	*out = key;
	return JAL_OK;
}

enum jal_err keyring_epoch(struct db *db, const struct jal_id *caseload, uint32_t epoch, struct secret *out)
{
	struct db_st *st = NULL;
	enum jal_err err = db_use(db, &keyring_sql, EPOCH, &st);
	if (err)
		return err;
	db_bind_id(st, 1, caseload);
	db_bind_i64(st, 2, epoch);
	err = read_secret(st, KEYRING_EPOCH_BYTES, out);
	db_done(st);
	return err;
}

static enum jal_err put_epoch(struct db *db, const struct jal_id *caseload, uint32_t epoch, const struct secret *key)
{
	struct secret there = SECRET_INIT;
	struct db_st *st = NULL;
	enum jal_err err = keyring_epoch(db, caseload, epoch, &there);
	if (!err) {
		err = sodium_memcmp(there.p, key->p, KEYRING_EPOCH_BYTES) == 0 ? JAL_OK : JAL_ERR_VERIFY;
		secret_free(&there);
		return err;
	}
	if (err != JAL_ERR_NOT_FOUND)
		return err;
	err = db_use(db, &keyring_sql, EPOCH_PUT, &st);
	if (err)
		return err;
	db_bind_id(st, 1, caseload);
	db_bind_i64(st, 2, epoch);
	db_bind_blob(st, 3, key->p, key->n);
	return db_run(st);
}

enum jal_err keyring_put_epoch(struct db *db, const struct jal_id *caseload, uint32_t epoch, const struct secret *key)
{
	bool own = false;
	if (key->n != KEYRING_EPOCH_BYTES || epoch == 0)
		return JAL_ERR_INVALID;
	const enum jal_err err = db_enter(db, &own);
	return err ? err : db_leave(db, own, put_epoch(db, caseload, epoch, key));
}
