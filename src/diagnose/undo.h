/* undo.h - which change after signing broke a DKIM signature, shown by undoing it until the signature verifies.
 *
 * Nothing is named unless all of the signature holds with the change undone: a body whose hash is bh=, and header fields
 * whose hash is the signed one.  Body and header are undone apart, for bh= stands in the signature's own field.  A signature
 * of another key is not looked at: for RSA its hash cannot be recovered, for Ed25519 no try verifies.
 *
 * Bounds, of all signatures of one message together: UNDO_TRIES candidates and UNDO_BYTES hashed bytes for bodies, the same
 * for headers; these stand for time, so that the same message has the same answer on every machine. */
#ifndef DIAGNOSE_UNDO_H
#define DIAGNOSE_UNDO_H

#include "auth/dkim.h"

enum { UNDO_TRIES = 300000, UNDO_BYTES = 96 << 20 };

/* Looks at each failing signature of checks->dkim, and where something is found puts a copy there that has it.  m: the message
 * that was examined. */
void undo_checks(const RawMessage *m, Crypto *crypto, Arena *keep, Checks *checks);

/* Where Received fields show it: between which two hosts, or at which one. */
void undo_hop(const RawMessage *m, int signature, int64_t t, Arena *keep, UndoHop *out);

/* From `was` to `now`, as unified diff of the lines that differ with one line around them; at most DIFF_LINES lines of
 * DIFF_COLUMNS bytes.  true: it was cut. */
enum { DIFF_LINES = 40, DIFF_COLUMNS = 160 };
bool undo_diff(Str was, Str now, const char *what, Buf *out);

/* The sentence. */
Str undo_says(const Undo *u, Arena *keep);

#endif
