/* The write turn: a lock that lets the screen pass before the worker. */
#include "core/turn.h"

#include <pthread.h>
#include <stdlib.h>

struct turn {
	pthread_mutex_t mutex;
	pthread_cond_t given;
	bool held;
	unsigned first_waiting;
};

enum jal_err turn_new(struct turn **out)
{
	struct turn *turn = calloc(1, sizeof(*turn));
	if (!turn)
		return JAL_ERR_NOMEM;
	if (pthread_mutex_init(&turn->mutex, NULL) != 0) {
		free(turn);
		return JAL_ERR_NOMEM;
	}
	if (pthread_cond_init(&turn->given, NULL) != 0) {
		(void)pthread_mutex_destroy(&turn->mutex);
		free(turn);
		return JAL_ERR_NOMEM;
	}
	*out = turn;
	return JAL_OK;
}

void turn_free(struct turn *turn)
{
	if (!turn)
		return;
	(void)pthread_cond_destroy(&turn->given);
	(void)pthread_mutex_destroy(&turn->mutex);
	free(turn);
}

void turn_take(struct turn *turn, bool first)
{
	(void)pthread_mutex_lock(&turn->mutex);
	if (first)
		turn->first_waiting++;
	while (turn->held || (!first && turn->first_waiting > 0))
		(void)pthread_cond_wait(&turn->given, &turn->mutex);
	if (first)
		turn->first_waiting--;
	turn->held = true;
	(void)pthread_mutex_unlock(&turn->mutex);
}

void turn_give(struct turn *turn)
{
	(void)pthread_mutex_lock(&turn->mutex);
	turn->held = false;
	(void)pthread_cond_broadcast(&turn->given);
	(void)pthread_mutex_unlock(&turn->mutex);
}

bool turn_wanted(struct turn *turn)
{
	(void)pthread_mutex_lock(&turn->mutex);
	const bool wanted = turn->first_waiting > 0;
	(void)pthread_mutex_unlock(&turn->mutex);
	return wanted;
}
