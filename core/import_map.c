/* Renamed columns, kept as lines "title TAB target": both are keys, which hold neither tabs nor line feeds. */
#include "core/import_map.h"

#include <stdlib.h>
#include <string.h>

#include "core/conf.h"
#include "core/fsio.h"
#include "core/import_columns.h"
#include "core/meta.h"

#define META_MAP "import.map"

struct import_map {
	struct buf lines;
};

void import_map_free(struct import_map *map)
{
	if (!map)
		return;
	buf_free(&map->lines);
	free(map);
}

/* The keys of one renaming. JAL_ERR_INVALID when the target is nothing known. */
static enum jal_err add(struct import_map *map, const char *title, const char *target)
{
	struct buf key = BUF_INIT;
	struct buf to = BUF_INIT;
	enum jal_err err = import_columns_key(title, strlen(title), &key);
	if (!err)
		err = import_columns_key(target, strlen(target), &to);
	if (!err && (key.len == 0 || (to.len > 0 && !import_columns_known(buf_str(&to)))))
		err = JAL_ERR_INVALID;
	if (!err)
		err = buf_printf(&map->lines, "%s\t%s\n", buf_str(&key), buf_str(&to));
	buf_free(&key);
	buf_free(&to);
	return err == JAL_ERR_SYNTAX ? JAL_ERR_INVALID : err;
}

static enum jal_err add_section(struct import_map *map, const struct conf *conf, const char *section,
	const char *path, struct diag *why)
{
	const char *title = NULL, *target = NULL;
	for (size_t i = 0; (title = conf_key(conf, section, i, &target)) != NULL; i++) {
		const enum jal_err err = add(map, title, target);
		if (err == JAL_ERR_INVALID)
			return diag_set(why, JAL_ERR_SYNTAX,
				N_("Dans « %1 », « %2 = %3 » : après le signe =, donnez un titre de colonne ou un champ que jalon connaît, ou - pour l’ignorer."),
				path, title, target);
		if (err)
			return err;
	}
	return JAL_OK;
}

static enum jal_err read_map(const struct conf *conf, const char *path, struct import_map *map, struct diag *why)
{
	if (conf_problem_count(conf) > 0) {
		const struct conf_problem p = conf_problem(conf, 0);
		return diag_set(why, JAL_ERR_SYNTAX, N_("La ligne %1 de « %2 » n’est pas comprise. Rien n’a été importé."),
			diag_num((long long)p.line), path);
	}
	enum jal_err err = add_section(map, conf, "columns", path, why);
	if (!err)
		err = add_section(map, conf, "colonnes", path, why);
	if (!err && map->lines.len == 0)
		err = diag_set(why, JAL_ERR_SYNTAX,
			N_("« %1 » ne renomme aucune colonne : il faut une section [colonnes] et des lignes « titre = titre connu »."),
			path);
	return err;
}

enum jal_err import_map_load(const char *path, struct import_map **out, struct diag *why)
{
	struct conf *conf = NULL;
	if (!fsio_exists(path))
		return diag_set(why, JAL_ERR_NOT_FOUND, N_("Le fichier « %1 » n’existe pas. Rien n’a été importé."), path);
	struct import_map *map = calloc(1, sizeof(*map));
	if (!map)
		return JAL_ERR_NOMEM;
	enum jal_err err = conf_load(path, &conf, why);
	if (!err)
		err = read_map(conf, path, map, why);
	conf_free(conf);
	if (err)
		import_map_free(map);
	else
		*out = map;
	return err;
}

enum jal_err import_map_recall(struct db *db, struct import_map **out)
{
	struct import_map *map = calloc(1, sizeof(*map));
	if (!map)
		return JAL_ERR_NOMEM;
	enum jal_err err = meta_blob(db, META_MAP, &map->lines);
	if (err) {
		import_map_free(map);
		map = NULL;
		if (err != JAL_ERR_NOT_FOUND)
			return err;
	}
	*out = map;
	return JAL_OK;
}

enum jal_err import_map_remember(struct db *db, const struct import_map *map)
{
	return meta_put_blob(db, META_MAP, map->lines.data, map->lines.len);
}

enum jal_err import_map_find(const struct import_map *map, const char *title, struct buf *to, bool *found)
{
	const size_t n = strlen(title);
	const char *line = map ? buf_str(&map->lines) : "";
	*found = false;
	while (*line) {
		const char *end = strchr(line, '\n');
		if (!end)
			return JAL_ERR_CORRUPT;
		if (strncmp(line, title, n) == 0 && line[n] == '\t') {
			*found = true;
			return buf_put(to, line + n + 1, (size_t)(end - line) - n - 1);
		}
		line = end + 1;
	}
	return JAL_OK;
}
