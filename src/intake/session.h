/* session.h - the refused attempt, as far as the mail tells it: who sent from where, and on whose side the reporter stands. */
#ifndef INTAKE_SESSION_H
#define INTAKE_SESSION_H

#include "intake/reading.h"

/* Sender, Message-ID, queue id and session of r->common, from the report's fields and the returned header section. */
void session_read(Reading *r);

/* What the reply of this case adds: the client's address, the role of the server that spoke. */
void session_of_reply(const Reading *r, Case *c, bool remote);

/* Do two names belong to one organisation, as far as the names alone tell it? */
bool session_related(Str host, Str domain);

#endif
