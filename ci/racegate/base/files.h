/*
 * base/files.h - the few things racegate does with paths and small files.
 *
 * Functions that can fail return 0 or a negative errno and print nothing.
 */
#ifndef RG_BASE_FILES_H
#define RG_BASE_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

const char *rg_path_base(const char *path);
/* `directory/name`, or `name` alone when it is absolute or `directory` is empty. */
char *rg_path_join(struct rg_pool *pool, const char *directory, const char *name);
/* A file name made of `text`: bytes that are awkward in a path become '_'. Never empty. */
char *rg_path_safe(struct rg_pool *pool, const char *text);
char *rg_path_absolute(struct rg_pool *pool, const char *path);
/* Without "." and "folder/.." in it, by its text alone: "/b/build/../a.c" is "/b/a.c". */
char *rg_path_normal(struct rg_pool *pool, const char *path);
bool rg_path_exists(const char *path);
bool rg_path_is_directory(const char *path);
/* mkdir -p. */
int rg_path_make(const char *path);
/* The whole of a small file, terminated. -EFBIG past `limit` bytes. */
int rg_file_read(struct rg_pool *pool, const char *path, size_t limit, char **ret_text,
                 size_t *ret_length);
/* The names in a directory, sorted, without those that start with a dot. */
int rg_path_list(struct rg_pool *pool, const char *directory, char ***ret_names, size_t *ret_count);
/* The path of a program in $PATH (or `name` itself when it has a slash); NULL: there is none. */
char *rg_path_program(struct rg_pool *pool, const char *name);

#endif
