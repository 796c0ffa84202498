/* diagnose.c - the whole story, on one page. */
#include "diagnose/diagnose.h"
#include "rules/classify.h"

void diagnose(const Case *c, const Knowledge *k, const Rulebooks *rules, Examining *x, Arena *keep, Diagnosis *out)
{
	*out = (Diagnosis){ .of = c, .session = c->event.session };
	classify(&c->event, k, rules, keep, &out->said);        /* what the receiver said */
	eliminate(c, k, keep, out);                             /* what it cannot have meant */
	if (x)
		examine(x, c, k, keep, out);                    /* what the World shows */
	weigh(c, k, keep, out);                                 /* what that makes likely */
	identify(c, k, out);                                    /* whom it is about */
	prescribe(k, keep, out);                                /* what to do, and what not */
	if (x) {
		repair(x, k, keep, out);                        /* the records as they should be */
		prove(x, c, k, keep, out);                      /* and does that help? */
	}
}
