/* limits.h - every bound of the program.  Reaching one is Evidence, never silence. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

enum {
	LIMIT_CASE_MEMORY     = 256 << 20,  /* bytes of arena for one mail and all its cases */
	LIMIT_NESTING         = 100,        /* message in message, multipart in multipart */
	LIMIT_PARTS           = 10000,      /* MIME parts of one mail */
	LIMIT_HEADER_BYTES    = 1 << 20,    /* bytes of one header block */
	LIMIT_HEADER_FIELDS   = 10000,
	LIMIT_REPORT_BYTES    = 8 << 20,    /* bytes of one human-readable part that are read */
	LIMIT_RECIPIENTS      = 10000,      /* recipients of one report */
	LIMIT_REPLY_BYTES     = 16384,      /* bytes of one reply that are classified */
	LIMIT_JSON_DEPTH      = 64,
	LIMIT_DIRECTORY_DEPTH = 32,
	LIMIT_GAP             = 200,        /* bytes that a gap of a pattern may span */
	LIMIT_ALIASES         = 16,         /* CNAMEs that one answer may follow */
	LIMIT_QUESTIONS       = 1000,       /* questions to the DNS in one run */
	LIMIT_LINKS           = 1000,       /* links of one message that are looked at */
	LIMIT_HTML_LINKS      = 20000,      /* links of one HTML part, before those that are alike are put together */
	LIMIT_LINK_TEXT       = 8 << 20,    /* bytes of text of one message that are searched for links */
	LIMIT_SIGNATURES      = 50,         /* signatures of one message that are examined */
	LIMIT_ALTERNATIVES    = 256,        /* patterns that one line with {a|b} groups may give */
};

#endif
