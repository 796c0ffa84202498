/* undo.h - what was changed after a signature was made, as the undo search (diagnose/undo.h) found it: with it undone the
 * signature verifies. */
#ifndef MODEL_UNDO_H
#define MODEL_UNDO_H

#include "base/str.h"

#define UNDO_KINDS(X) \
	X(FOOTER_TEXT,      "footer_text",      "a footer was added to the text") \
	X(FOOTER_HTML,      "footer_html",      "a footer was added to the HTML") \
	X(BANNER,           "banner",           "a banner was put in front of the text") \
	X(SUBJECT_TAG,      "subject_tag",      "a tag was added to the subject") \
	X(FROM_REWRITTEN,   "from_rewritten",   "From was rewritten") \
	X(REPLY_REWRITTEN,  "reply_to_rewritten", "Reply-To was rewritten") \
	X(TO_REWRITTEN,     "recipients_rewritten", "the recipients in the header were rewritten") \
	X(REWRAPPED,        "rewrapped",        "the lines of the text were wrapped anew") \
	X(REENCODED,        "reencoded",        "the transfer encoding was changed") \
	X(CHARSET,          "charset",          "the character set was changed") \
	X(LINE_ENDS,        "line_ends",        "the line ends were changed") \
	X(TRAILING_BLANKS,  "trailing_blanks",  "blanks at the ends of lines were changed") \
	X(BLANK_LINES,      "blank_lines",      "empty lines were added or lost") \
	X(FROM_QUOTING,     "from_quoting",     "lines that begin with \"From \" were quoted with \">\"") \
	X(MIME_PART_ADDED,  "mime_part_added",  "a MIME part was added") \
	X(WRAPPED,          "mime_wrapped",     "the body was wrapped into a multipart") \
	X(TYPE_CHANGED,     "content_type",     "Content-Type or Content-Transfer-Encoding was changed") \
	X(HEADER_ADDED,     "header_added",     "a header field was added that the signature says is not there") \
	X(HEADER_REMOVED,   "header_removed",   "a signed header field was removed") \
	X(HEADER_DOUBLED,   "header_doubled",   "a second header field of a signed name was added") \
	X(HEADER_REFOLDED,  "header_refolded",  "blanks or folds of a signed header field were changed") \
	X(HEADER_REENCODED, "header_reencoded", "the encoded-words of a signed header field were changed") \
	X(HEADER_REWRITTEN, "header_rewritten", "the value of a signed header field was changed")
#define X(id, name, text) UNDO_##id,
typedef enum { UNDO_KINDS(X) UNDO_KIND_COUNT } UndoKind;
#undef X
extern const char *const undo_kind_name[UNDO_KIND_COUNT], *const undo_kind_text[UNDO_KIND_COUNT];

enum { UNDO_CHANGES = 9 };              /* that one signature may show: three of the body, six of the header */

typedef struct {
	UndoKind kind;
	bool header;                    /* of the header, else of the body */
	Str field;                      /* the name of the header field; "" for the body */
	Str text;                       /* what was added; "" where it was no addition */
	Str was, now;                   /* of a header field: its value when it was signed, and as it stands */
	int lines_added, lines_removed; /* of text, as it stands in the message */
} UndoChange;

/* Where the Received fields show it: the change was made by the host `at`, or (at "") behind the host `after` and before
 * `before` had it.  Each may be "". */
typedef struct { Str at, after, before, why; } UndoHop;

typedef struct {
	UndoChange v[UNDO_CHANGES];     /* at least one: n is never 0 */
	size_t n;
	Str says;                       /* a sentence for a person */
	Str diff;                       /* from what was signed ('-') to what stands there ('+'), a bounded number of lines */
	bool diff_cut;
	UndoHop hop;
} Undo;

#endif
