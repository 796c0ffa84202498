/* spf_count.c - the tree, level by level. */
#include "auth/spf_count.h"

typedef struct { Str domain; int above; } Node;         /* above: the one that leads to it; -1: none */

typedef struct {
	MacroValues client;
	SpfReader *reader;
	Node v[LIMIT_SPF_RECORDS];
	int n;
	SpfCheck *out;
} Tree;

static bool leads_back(const Tree *tree, int from, Str domain)
{
	for (int i = from; i >= 0; i = tree->v[i].above)
		if (str_ieq(tree->v[i].domain, domain))
			return true;
	return false;
}

static void enter(Tree *tree, int from, const SpfTerm *t)
{
	char window[MACRO_WINDOW];

	if (t->error || macro_uses(t->domain, "p"))
		return;
	Str name = macro_name(&tree->client, t->domain, window, *tree->reader->keep);
	if (leads_back(tree, from, name))
		return;
	if (tree->n == LIMIT_SPF_RECORDS) {
		tree->out->terms_more = true;
		return;
	}
	tree->v[tree->n++] = (Node){ name.at == window ? arena_str(tree->reader->keep, name) : name, from };
}

static void count_record(Tree *tree, int at, Str text)
{
	const SpfRecord *r = spf_read(tree->reader, text);
	SpfTerm t = { 0 };

	tree->out->terms_total += r->asking;
	for (Str rest = r->terms; r->asking && spf_term(&rest, &t) && t.kind != SPF_KIND_ALL; )
		if (t.kind == SPF_KIND_INCLUDE)
			enter(tree, at, &t);
	if (!r->has_all && r->redirect.kind == SPF_KIND_REDIRECT)
		enter(tree, at, &r->redirect);
}

void spf_count(World *w, const MacroValues *client, Str domain, SpfReader *reader, SpfCheck *out)
{
	Tree tree;
	Str record;

	tree.client = *client;
	tree.reader = reader;
	tree.out = out;
	tree.v[0] = (Node){ domain, -1 };
	tree.n = 1;
	for (int i = 0; i < tree.n; i++) {
		tree.client.domain = tree.v[i].domain;
		const DnsAnswer *answer = world_ask(w, tree.v[i].domain, DNS_TYPE_TXT);

		out->pending |= answer->status == DNS_PENDING;
		if (spf_select(answer, &record))
			count_record(&tree, i, record);
	}
}
