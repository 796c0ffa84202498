/* rivals.c - libopendkim + libspf2 + libopendmarc. */
#include <sys/types.h>
#include <netinet/in.h>
#include <arpa/nameser.h>
#include <stdio.h>
#include <opendkim/dkim.h>
#include <opendmarc/dmarc.h>
#include <spf2/spf.h>
#include <spf2/spf_dns_zone.h>
#include "message.h"
#include "rivals.h"

static struct {
	const RivalRecords *records;
	DKIM_LIB *dkim;
	SPF_server_t *spf;
} rivals;

static DKIM_CBSTAT give_key(DKIM *dkim, DKIM_SIGINFO *sig, u_char *buf, size_t size)
{
	(void)dkim;
	(void)sig;
	snprintf((char *)buf, size, "%s", rivals.records->key);
	return DKIM_CBSTAT_CONTINUE;
}

bool rivals_open(const RivalRecords *records)
{
	SPF_dns_server_t *zone = SPF_dns_zone_new(NULL, "bench", 0);
	OPENDMARC_LIB_T lib = { .tld_type = OPENDMARC_TLD_TYPE_NONE };

	rivals.records = records;
	rivals.dkim = dkim_init(NULL, NULL);
	if (!rivals.dkim || !zone || opendmarc_policy_library_init(&lib) != DMARC_PARSE_OKAY)
		return false;
	dkim_set_key_lookup(rivals.dkim, give_key);
	SPF_dns_zone_add_str(zone, MESSAGE_DOMAIN, ns_t_txt, NETDB_SUCCESS, records->spf);
	SPF_dns_zone_add_str(zone, MESSAGE_INCLUDED, ns_t_txt, NETDB_SUCCESS, records->included);
	rivals.spf = SPF_server_new_dns(zone, 0);
	return rivals.spf != NULL;
}

static bool check_dkim(Str message)
{
	DKIM_STAT status;
	DKIM *d = dkim_verify(rivals.dkim, (const unsigned char *)"bench", NULL, &status);

	status = dkim_chunk(d, (u_char *)message.at, message.len);
	dkim_chunk(d, NULL, 0);
	status = dkim_eom(d, NULL);
	dkim_free(d);
	return status == DKIM_STAT_OK;
}

static bool check_spf(void)
{
	SPF_request_t *request = SPF_request_new(rivals.spf);
	SPF_response_t *response = NULL;

	SPF_request_set_ipv4_str(request, MESSAGE_CLIENT);
	SPF_request_set_helo_dom(request, "mx1." MESSAGE_DOMAIN);
	SPF_request_set_env_from(request, "news@" MESSAGE_DOMAIN);
	SPF_request_query_mailfrom(request, &response);
	bool pass = response && SPF_response_result(response) == SPF_RESULT_PASS;

	SPF_response_free(response);
	SPF_request_free(request);
	return pass;
}

static bool check_dmarc(void)
{
	DMARC_POLICY_T *p = opendmarc_policy_connect_init((u_char *)MESSAGE_CLIENT, 4);
	u_char domain[] = MESSAGE_DOMAIN, organisation[] = MESSAGE_ORGANISATION, selector[] = MESSAGE_SELECTOR, word[] = "pass";

	opendmarc_policy_store_from_domain(p, domain);
	opendmarc_policy_store_dkim(p, domain, selector, DMARC_POLICY_DKIM_OUTCOME_PASS, word);
	opendmarc_policy_store_spf(p, domain, DMARC_POLICY_SPF_OUTCOME_PASS, DMARC_POLICY_SPF_ORIGIN_MAILFROM, word);
	opendmarc_policy_store_dmarc(p, (u_char *)rivals.records->dmarc, domain, organisation);
	bool pass = opendmarc_get_policy_to_enforce(p) == DMARC_POLICY_PASS;

	opendmarc_policy_connect_shutdown(p);
	return pass;
}

bool rivals_round(Str message)
{
	return check_dkim(message) && check_spf() && check_dmarc();
}
