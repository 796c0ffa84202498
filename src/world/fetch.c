/* fetch.c - all that the program knows of libcurl.  The numbers are those of its ABI, which never change (curl/curl.h, curl/multi.h). */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <poll.h>
#include <stdio.h>
#include "base/ip.h"
#include "world/fetch.h"

enum { TRANSFER_MS = 10000, CONNECT_MS = 5000, ADDRESSES_MOST = 8, HOST_MAX = 255, PORT = 443 };

enum {                                              /* CURLOPT_…: numbers are long, 10000 on are pointers, 20000 on functions */
	OPT_PROTOCOLS = 181, OPT_TIMEOUT_MS = 155, OPT_CONNECTTIMEOUT_MS = 156,
	OPT_WRITEDATA = 10001, OPT_URL = 10002, OPT_PROXY = 10004, OPT_ERRORBUFFER = 10010, OPT_USERAGENT = 10018, OPT_CAINFO = 10065, OPT_RESOLVE = 10203,
	OPT_WRITEFUNCTION = 20011,
	INFO_RESPONSE_CODE = 0x200002, INFO_CONTENT_TYPE = 0x100012,
	PROTO_HTTPS = 2, GLOBAL_DEFAULT = 3, MSG_DONE = 1, WAIT_POLLIN = 1,
	E_WRITE_ERROR = 23, E_OPERATION_TIMEDOUT = 28, E_PEER_FAILED_VERIFICATION = 60, E_SSL_CACERT_BADFILE = 77, E_SSL_ISSUER_ERROR = 83,
	E_SSL_INVALIDCERTSTATUS = 91, ERROR_SIZE = 256,
};

typedef struct { int msg; void *easy; union { void *whatever; int result; } data; } Message;     /* CURLMsg */
typedef struct { int fd; short events, revents; } WaitFd;                                       /* struct curl_waitfd */

struct Fetch {
	WorldPage page;
	void *easy, *addresses;                     /* NULL: not in the library's hands */
	char host[HOST_MAX + 1];
	int port;
	size_t n;
	bool over;                                  /* there was more than fits */
	char type[200], why[ERROR_SIZE + 100], error[ERROR_SIZE], url[PAGE_URL_MAX + 1], body[PAGE_BODY_MAX];
};

/* ---- the library ---- */

static bool load(Fetches *f)
{
	static const char *const files[] = { "libcurl.so.4", "libcurl-gnutls.so.4" }, *const names[] = {
#define X(type, call, args) #call,
		FETCH_CALLS(X)
#undef X
	};
	static const size_t at[] = {
#define X(type, call, args) offsetof(Fetches, call),
		FETCH_CALLS(X)
#undef X
	};
	void *library = NULL, *call = NULL;

	for (size_t i = 0; i < sizeof files / sizeof *files && !library; i++)
		library = dlopen(files[i], RTLD_NOW | RTLD_LOCAL);      /* stays loaded, as if it were linked */
	for (size_t i = 0; library && i < sizeof at / sizeof *at; i++) {
		call = dlsym(library, names[i]);
		if (!call)
			return false;
		memcpy((char *)f + at[i], &call, sizeof call);
	}
	return library != NULL;
}

static bool opened(Fetches *f)
{
	if (f->multi || f->why[0])
		return f->multi != NULL;
	if (!load(f))
		snprintf(f->why, sizeof f->why, "pages are fetched by libcurl, which cannot be loaded; on Debian it is in the package libcurl4");
	else if (f->curl_global_init(GLOBAL_DEFAULT) != 0 || !(f->multi = f->curl_multi_init()))
		snprintf(f->why, sizeof f->why, "libcurl does not start");
	return f->multi != NULL;
}

static void let_go(Fetches *f, Fetch *one)
{
	if (!one->easy)
		return;
	f->curl_multi_remove_handle(f->multi, one->easy);
	f->curl_easy_cleanup(one->easy);
	f->curl_slist_free_all(one->addresses);
	one->easy = one->addresses = NULL;
	f->flying--;
}

void fetch_close(Fetches *f)
{
	for (size_t i = 0; i < f->n; i++)
		let_go(f, f->v[i]);
	if (f->multi)
		f->curl_multi_cleanup(f->multi);
	f->multi = NULL;
	f->n = 0;
}

/* ---- a page ---- */

static void end(Fetch *one, PageStatus status, const char *why)
{
	if (why != one->why)
		snprintf(one->why, sizeof one->why, "%s", why);
	one->page.status = status;
	one->page.why = str_of(one->why);
}

/* Called by the library: what comes, into the page's own room. */
static size_t receive(char *bytes, size_t size, size_t n, void *arg)
{
	Fetch *one = arg;

	n *= size;
	one->over = n > sizeof one->body - one->n;
	if (one->over)
		return 0;
	memcpy(one->body + one->n, bytes, n);
	one->n += n;
	return n;
}

/* "host:port:addr,[addr]": where to connect.  false: nowhere, and the page has ended. */
static bool connect_to(const Fetches *f, Fetch *one, const DnsAnswer *answers[2], char *out, size_t room)
{
	size_t len = (size_t)snprintf(out, room, "%s:%d:", one->host, one->port), n = 0;
	char text[INET6_ADDRSTRLEN] = "", hidden[INET6_ADDRSTRLEN] = "";

	for (int v6 = 0; v6 < 2; v6++)
		for (size_t i = 0; i < answers[v6]->n && n < ADDRESSES_MOST; i++) {
			const void *bytes = answers[v6]->v[i].data.at;
			bool near = ip_is_private(ip_of(bytes, v6)) && !f->private_too;

			inet_ntop(v6 ? AF_INET6 : AF_INET, bytes, near ? hidden : text, sizeof text);
			if (!near)
				len += (size_t)snprintf(out + len, room - len, v6 ? "%s[%s]" : "%s%s", n++ ? "," : "", text);
		}
	if (n)
		return true;
	if (hidden[0])
		snprintf(one->why, sizeof one->why, "%s has the address %s, that nobody outside can reach", one->host, hidden);
	else if (dns_failed(answers[0]->status) || dns_failed(answers[1]->status))
		snprintf(one->why, sizeof one->why, "the address of %s could not be asked", one->host);
	else
		snprintf(one->why, sizeof one->why, "%s has no address", one->host);
	end(one, PAGE_UNREACHABLE, one->why);
	return false;
}

static void set_up(const Fetches *f, Fetch *one, int64_t ms)
{
	void *e = one->easy;

	f->curl_easy_setopt(e, OPT_URL, one->url);
	f->curl_easy_setopt(e, OPT_PROTOCOLS, (long)PROTO_HTTPS);
	f->curl_easy_setopt(e, OPT_RESOLVE, one->addresses);
	f->curl_easy_setopt(e, OPT_PROXY, "");
	f->curl_easy_setopt(e, OPT_USERAGENT, "fivefifty/" FIVEFIFTY_VERSION);
	f->curl_easy_setopt(e, OPT_TIMEOUT_MS, (long)(ms < TRANSFER_MS ? ms : TRANSFER_MS));
	f->curl_easy_setopt(e, OPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	f->curl_easy_setopt(e, OPT_ERRORBUFFER, one->error);
	f->curl_easy_setopt(e, OPT_WRITEFUNCTION, receive);
	f->curl_easy_setopt(e, OPT_WRITEDATA, one);
	if (f->authorities)
		f->curl_easy_setopt(e, OPT_CAINFO, f->authorities);
}

/* Once the addresses are known it goes into the library's hands. */
static void begin(Fetches *f, Fetch *one, int64_t ms)
{
	World *w = &f->answers->world;
	const DnsAnswer *answers[2] = { world_ask(w, str_of(one->host), DNS_TYPE_A), world_ask(w, str_of(one->host), DNS_TYPE_AAAA) };
	char where[HOST_MAX + 32 + ADDRESSES_MOST * (INET6_ADDRSTRLEN + 3)];

	if (answers[0]->status == DNS_PENDING || answers[1]->status == DNS_PENDING)
		return;
	if (!connect_to(f, one, answers, where, sizeof where))
		return;
	if (ms <= 0)
		return end(one, PAGE_TIMEOUT, "the time for all questions is over");
	if (!opened(f))
		return end(one, PAGE_NOT_ASKED, f->why);
	one->easy = f->curl_easy_init();
	if (!one->easy)
		return end(one, PAGE_NOT_ASKED, "libcurl has no memory");
	one->addresses = f->curl_slist_append(NULL, where);
	set_up(f, one, ms);
	f->flying++;
	f->curl_multi_add_handle(f->multi, one->easy);
	f->curl_multi_perform(f->multi, &(int){ 0 });
}

/* "host:port": as parts; false where they are none. */
static bool host_and_port(Str s, Fetch *one)
{
	Str host, port = str_cut(s, ':', &host);

	one->port = PORT;
	if (host.len == 0 || host.len > HOST_MAX || (port.len && (str_number(port, &one->port).len || one->port < 1 || one->port > 65535)))
		return false;
	memcpy(one->host, host.at, host.len);
	return true;
}

typedef struct { Str url; Fetch *one; } Anew;

static void take_fetch(Answers *s, void *arg)
{
	Anew *anew = arg;
	Fetch *one = take(&s->keep, Fetch, 1);

	memcpy(one->url, anew->url.at, anew->url.len);
	one->page = (WorldPage){ .status = PAGE_PENDING, .url = { one->url, anew->url.len }, .type = STR(""), .body = STR(""), .why = STR("") };
	anew->one = one;
}

static Fetch *find(const Fetches *f, Str url)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->v[i]->page.url, url))
			return f->v[i];
	return NULL;
}

const WorldPage *fetch_page(Fetches *f, Str url, int64_t ms)
{
	static const WorldPage no_more = { PAGE_NOT_ASKED, { "", 0 }, 0, { "", 0 }, { "", 0 }, { "no more pages are fetched in one run", 36 } };
	Anew anew = { url, find(f, url) };
	Str host;

	if (!anew.one) {
		if (f->n == FETCH_MOST || !answers_guard(f->answers, take_fetch, &anew))
			return &no_more;
		f->v[f->n++] = anew.one;
		if (!page_url(url, &host) || !host_and_port(host, anew.one))
			end(anew.one, PAGE_BAD_URL, "no host is named");
	}
	if (anew.one->page.status == PAGE_PENDING && !anew.one->easy)
		begin(f, anew.one, ms);
	return &anew.one->page;
}

/* ---- what comes ---- */

static PageStatus status_of(const Fetch *one, int result)
{
	if (result == E_WRITE_ERROR && one->over)
		return PAGE_TOO_LARGE;
	if (result == E_PEER_FAILED_VERIFICATION || result == E_SSL_CACERT_BADFILE || result == E_SSL_ISSUER_ERROR || result == E_SSL_INVALIDCERTSTATUS)
		return PAGE_CERTIFICATE;
	return result == E_OPERATION_TIMEDOUT ? PAGE_TIMEOUT : PAGE_UNREACHABLE;
}

static void finish(Fetches *f, Fetch *one, int result)
{
	const char *type = NULL;
	long code = 0;

	if (result == 0) {
		f->curl_easy_getinfo(one->easy, INFO_RESPONSE_CODE, &code);
		f->curl_easy_getinfo(one->easy, INFO_CONTENT_TYPE, &type);
		snprintf(one->type, sizeof one->type, "%s", type ? type : "");
		one->page.type = str_of(one->type);
		one->page.code = (int)code;
		one->page.body = (Str){ one->body, code == 200 ? one->n : 0 };
		end(one, PAGE_OK, "");
	} else {
		PageStatus status = status_of(one, result);

		end(one, status, status == PAGE_TOO_LARGE ? "" : one->error[0] ? one->error : f->curl_easy_strerror(result));
	}
	let_go(f, one);
}

static void finish_all(Fetches *f)
{
	int left;

	for (Message *m; (m = f->curl_multi_info_read(f->multi, &left)); )
		for (size_t i = 0; m->msg == MSG_DONE && i < f->n; i++)
			if (f->v[i]->easy && f->v[i]->easy == m->easy) {
				finish(f, f->v[i], m->data.result);
				break;
			}
}

bool fetch_listen(Fetches *f, int fd, int ms)
{
	WaitFd extra = { fd, WAIT_POLLIN, 0 };
	int running;

	f->curl_multi_poll(f->multi, &extra, fd >= 0, ms, NULL);
	f->curl_multi_perform(f->multi, &running);
	finish_all(f);
	return fd >= 0 && extra.revents;
}
