/* fetch.h - pages behind https, fetched side by side: libcurl, behind one door.
 *
 * The library is loaded with dlopen at the first page, as libunbound is, for most commands fetch nothing.  It resolves no names: addresses are those that
 * the World answers, and private ones are not connected to, so that no record leads it into the network that we stand in.  No redirect is followed, no
 * proxy is used, nothing but https is spoken, and the certificate must hold (RFC 8461 3.3).
 *
 * Nothing here takes from an arena while the library is at work. */
#ifndef WORLD_FETCH_H
#define WORLD_FETCH_H

#include "world/answers.h"

/* What is used of the library; its types are void, for its header is not needed to build. */
#define FETCH_CALLS(X) \
	X(int, curl_global_init, (long))  X(void *, curl_easy_init, (void))  X(void, curl_easy_cleanup, (void *)) \
	X(int, curl_easy_setopt, (void *, int, ...))  X(int, curl_easy_getinfo, (void *, int, ...))  X(const char *, curl_easy_strerror, (int)) \
	X(void *, curl_slist_append, (void *, const char *))  X(void, curl_slist_free_all, (void *)) \
	X(void *, curl_multi_init, (void))  X(int, curl_multi_cleanup, (void *)) \
	X(int, curl_multi_add_handle, (void *, void *))  X(int, curl_multi_remove_handle, (void *, void *)) \
	X(int, curl_multi_perform, (void *, int *))  X(void *, curl_multi_info_read, (void *, int *)) \
	X(int, curl_multi_poll, (void *, void *, unsigned, int, int *))

typedef struct Fetch Fetch;                         /* one page */
enum { FETCH_MOST = 32 };                           /* pages of one run */

typedef struct {
#define X(type, call, args) type (*call) args;
	FETCH_CALLS(X)
#undef X
	Answers *answers;                           /* of the World that fetches: names are asked of it, and pages lie in its arena */
	const char *authorities;                    /* NULL: the system's */
	bool private_too;
	void *multi;
	Fetch *v[FETCH_MOST];
	size_t n, flying;                           /* flying: in the library's hands */
	char why[256];                              /* that the library cannot be used */
} Fetches;

/* The page, or what is known of it so far; ms: the time that is left for it. */
const WorldPage *fetch_page(Fetches *f, Str url, int64_t ms);

/* Until something comes for a page that flies, or on fd, at most ms.  True where fd can be read. */
bool fetch_listen(Fetches *f, int fd, int ms);

/* A zeroed Fetches is closed, and may be closed again. */
void fetch_close(Fetches *f);

#endif
