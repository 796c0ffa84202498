/* look.c - asking, seeing, saying. */
#include <stdarg.h>
#include <stdio.h>
#include "exam/look.h"

enum { DATA_SHOWN = 2000, RECORDS_SHOWN = 20, SENTENCE = 1024 };

const DnsAnswer *look_ask(Look *l, Str name, DnsType type)
{
	const DnsAnswer *answer = world_ask(l->in->world, name, type);

	if (answer->status == DNS_PENDING) {
		l->pending = true;
		return NULL;
	}
	trace_step(l->trace, (TraceStep){ .what = "question", .rfc = "", .text = STR(""), .whole = STR(""), .answer = answer,
	                                  .outcome = str_of(dns_status_name[answer->status]), .note = answer->why });
	return answer;
}

const WorldPage *look_fetch(Look *l, Str url)
{
	const WorldPage *page = world_fetch(l->in->world, url);

	if (page->status == PAGE_PENDING) {
		l->pending = true;
		return NULL;
	}
	trace_step(l->trace, (TraceStep){ .what = "page", .rfc = "", .text = url, .whole = STR(""), .outcome = str_of(page_status_name[page->status]),
	                                  .note = page->code ? look_say(l, "HTTP %d", page->code) : page->why });
	return page;
}

static Str say(Look *l, const char *format, va_list args)
{
	Buf b = buf_new(l->keep);
	char text[SENTENCE];
	int n = vsnprintf(text, sizeof text, format, args);

	buf_put(&b, (Str){ text, n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1 });
	return buf_str(&b);
}

Str look_say(Look *l, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	Str text = say(l, format, args);
	va_end(args);
	return text;
}

Str look_answer(const DnsAnswer *answer, Arena *keep)
{
	Buf b = buf_new(keep);

	if (answer->n == 0)
		return str_of(dns_status_name[answer->status]);
	for (size_t i = 0; i < answer->n && i < RECORDS_SHOWN && b.len < DATA_SHOWN; i++) {
		if (i)
			buf_put(&b, STR("\n"));
		buf_put(&b, dns_rdata_text(answer->type, answer->v[i].wire, keep));
	}
	return str_take(buf_str(&b), DATA_SHOWN);
}

bool look_leads_to(const DnsAnswer *answer, Ip ip)
{
	for (size_t i = 0; answer && i < answer->n; i++)
		if (ip_eq(ip_of(answer->v[i].data.at, answer->type == DNS_TYPE_AAAA), ip))
			return true;
	return false;
}

double look_weight(Grade grade)
{
	static const double weight[GRADE_COUNT] = { [GRADE_GOOD] = -3, [GRADE_WARN] = 1, [GRADE_BAD] = 3 };

	return weight[grade];
}

static void see(Look *l, Grade grade, const char *cause, Where where, Str todo, Str text)
{
	Evidence e = { .origin = ORIGIN_SEEN, .text = text, .where = where, .exam = l->exam, .grade = grade, .todo = todo };

	if (cause && l->in->knowledge) {
		e.cause = cause_find(l->in->knowledge, str_of(cause));
		e.weight = look_weight(grade);
	}
	*arena_push(l->keep, &l->out->evidence) = e;
}

void look_see(Look *l, Grade grade, const char *cause, const DnsAnswer *answer, Str todo, const char *format, ...)
{
	Where where = { STR(""), STR(""), STR(""), STR("") };
	va_list args;

	if (answer)
		where = (Where){ STR("dns"), answer->name, dns_type_name(answer->type, l->keep), look_answer(answer, l->keep) };
	va_start(args, format);
	Str text = say(l, format, args);
	va_end(args);
	see(l, grade, cause, where, todo, text);
}

void look_see_record(Look *l, Grade grade, const char *cause, Record record, Str todo, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	Str text = say(l, format, args);
	va_end(args);
	see(l, grade, cause, (Where){ record.data.len ? STR("dns") : STR(""), record.name, record.type, record.data }, todo, text);
}

void look_see_page(Look *l, Grade grade, const char *cause, const WorldPage *page, Str todo, const char *format, ...)
{
	Where where = { STR("https"), page->url, STR(""), page->body.len ? str_take(page->body, DATA_SHOWN) : str_of(page_status_name[page->status]) };
	va_list args;

	va_start(args, format);
	Str text = say(l, format, args);
	va_end(args);
	see(l, grade, cause, where, todo, text);
}

void look_see_slice(Look *l, Grade grade, const char *cause, Str slice, Str todo, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	Str text = say(l, format, args);
	va_end(args);
	see(l, grade, cause, (Where){ STR("input"), STR(""), STR(""), slice }, todo, text);
}
