/* A device's commit and its message, read strictly. Does not ask who signed it. */
#include "sync/device_commit.h"

enum jal_err device_commit_parse(const struct buf *raw, struct device_commit *out)
{
	struct device_commit c = DEVICE_COMMIT_INIT;
	enum jal_err err = commit_parse(raw->data, raw->len, COMMIT_DEVICE_MAX, &c.commit, NULL);
	if (err)
		return err;
	err = message_parse(c.commit.message.data, c.commit.message.len, &c.message, NULL);
	if (err) {
		commit_free(&c.commit);
		return err;
	}
	c.hash = hash_b2(raw->data, raw->len);
	*out = c;
	return JAL_OK;
}

enum jal_err device_commit_read(struct repo *repo, const struct oid *oid, struct device_commit *out)
{
	struct buf raw = BUF_INIT;
	enum jal_err err = repo_read(repo, oid, OID_COMMIT, COMMIT_DEVICE_MAX, &raw);
	if (!err)
		err = device_commit_parse(&raw, out);
	buf_free(&raw);
	return err;
}

enum jal_err device_commit_hash(struct repo *repo, const struct oid *oid, struct jal_hash *out)
{
	struct buf raw = BUF_INIT;
	const enum jal_err err = repo_read(repo, oid, OID_COMMIT, COMMIT_DEVICE_MAX, &raw);
	if (!err)
		*out = hash_b2(raw.data, raw.len);
	buf_free(&raw);
	return err;
}

void device_commit_free(struct device_commit *c)
{
	commit_free(&c->commit);
	*c = DEVICE_COMMIT_INIT;
}
