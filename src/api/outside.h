/* outside.h - which World a command looks at, as its options say. */
#ifndef API_OUTSIDE_H
#define API_OUTSIDE_H

#include "world/world.h"

typedef struct {                                    /* as they were given; NULL: not */
	const char *world;                          /* a world file is all there is; else the DNS is asked */
	const char *overlay;                        /* records as they would be */
	const char *record;                         /* where to write what was asked and answered */
	const char *now;                            /* the clock */
	const char *resolver;
} Outside;

/* The World of these choices; NULL, and err says what is wrong with them. */
World *outside_open(const Outside *o, Err *err);

/* Writes the record, where one was asked for, and closes the World; false where it could not be written. */
bool outside_close(const Outside *o, World *w, Err *err);

#endif
