/*
 * A list under a mutex, and an eventfd that can be read while it is not empty.
 */
#include "tui/queue.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct node {
	struct node *next;
	unsigned char item[];
};

struct queue {
	pthread_mutex_t mutex;
	size_t item;
	struct node *first;
	struct node **end;
	int fd;
};

enum jal_err queue_new(size_t item, struct queue **out)
{
	struct queue *q = calloc(1, sizeof(*q));

	if (q == NULL)
		return JAL_ERR_NOMEM;
	q->item = item;
	q->end = &q->first;
	q->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (q->fd < 0) {
		free(q);
		return JAL_ERR_IO;
	}
	if (pthread_mutex_init(&q->mutex, NULL) != 0) {
		close(q->fd);
		free(q);
		return JAL_ERR_NOMEM;
	}
	*out = q;
	return JAL_OK;
}

static void drop(struct queue *q, struct node *n)
{
	explicit_bzero(n, sizeof(*n) + q->item);
	free(n);
}

void queue_free(struct queue *q)
{
	if (q == NULL)
		return;
	while (q->first != NULL) {
		struct node *n = q->first;

		q->first = n->next;
		drop(q, n);
	}
	pthread_mutex_destroy(&q->mutex);
	close(q->fd);
	free(q);
}

enum jal_err queue_push(struct queue *q, const void *item)
{
	struct node *n = calloc(1, sizeof(*n) + q->item);
	const uint64_t one = 1;

	if (n == NULL)
		return JAL_ERR_NOMEM;
	memcpy(n->item, item, q->item);
	pthread_mutex_lock(&q->mutex);
	*q->end = n;
	q->end = &n->next;
	/* It can only fail when the count is full, and then it can be read already. */
	(void)!write(q->fd, &one, sizeof(one));
	pthread_mutex_unlock(&q->mutex);
	return JAL_OK;
}

bool queue_pop(struct queue *q, void *item)
{
	struct node *n = NULL;
	uint64_t count = 0;

	pthread_mutex_lock(&q->mutex);
	n = q->first;
	if (n != NULL) {
		q->first = n->next;
		if (q->first == NULL)
			q->end = &q->first;
	}
	if (q->first == NULL)
		(void)!read(q->fd, &count, sizeof(count));
	pthread_mutex_unlock(&q->mutex);
	if (n == NULL)
		return false;
	memcpy(item, n->item, q->item);
	drop(q, n);
	return true;
}

int queue_fd(const struct queue *q)
{
	return q->fd;
}
