/* reply.c - what is left is a tail; what is quoted lies inside; a code that was read is read again. */
#include "fuzz.h"
#include "mail/reply.h"

static void law(Str in, Arena *a)
{
	Status st, again;
	Reply r, twice;
	int code;

	Str rest = status_read(in, &st);
	claim(fuzz_tail(rest, in) && (rest.len < in.len) == (st.cls != 0));
	if (st.cls)
		claim(status_read(status_text(st, a), &again).len == 0 && again.cls == st.cls && again.subject == st.subject && again.detail == st.detail);
	rest = code_read(in, &code);
	claim(fuzz_tail(rest, in) && (rest.len < in.len) == (code != 0) && (code == 0 || (code >= 200 && code < 600)));

	Str inner = reply_innermost(in);
	claim(fuzz_inside(inner, in) && (inner.len > 0) == (in.len > 0));
	reply_read(inner, a, &r);
	claim(r.text.len <= inner.len && (r.code == 0 || (r.code >= 200 && r.code < 600)));
	if (r.code && r.text.len) {                     /* "550 text" is the same reply */
		char head[8];
		int n = snprintf(head, sizeof head, "%d ", r.code);

		reply_read(arena_join(a, (Str){ head, (size_t)n }, r.text), a, &twice);
		claim(twice.code == r.code || r.code < 400);
	}
}

FUZZ(law)
