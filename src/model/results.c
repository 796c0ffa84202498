/* results.c - the names and meanings of the results, from the lists themselves. */
#include "model/results.h"

#define X(id, name, text) name,
const char *const spf_result_name[SPF_RESULT_COUNT] = { SPF_RESULTS(X) };
const char *const spf_problem_name[SPF_PROBLEM_COUNT] = { SPF_PROBLEMS(X) };
const char *const dkim_result_name[DKIM_RESULT_COUNT] = { DKIM_RESULTS(X) };
const char *const dkim_reason_name[DKIM_REASON_COUNT] = { DKIM_REASONS(X) };
const char *const arc_result_name[ARC_RESULT_COUNT] = { ARC_RESULTS(X) };
const char *const arc_reason_name[ARC_REASON_COUNT] = { ARC_REASONS(X) };
const char *const dmarc_result_name[DMARC_RESULT_COUNT] = { DMARC_RESULTS(X) };
const char *const dmarc_policy_name[DMARC_POLICY_COUNT] = { DMARC_POLICIES(X) };
const char *const undo_kind_name[UNDO_KIND_COUNT] = { UNDO_KINDS(X) };
#undef X
#define X(id, name, text) text,
const char *const spf_result_text[SPF_RESULT_COUNT] = { SPF_RESULTS(X) };
const char *const spf_problem_text[SPF_PROBLEM_COUNT] = { SPF_PROBLEMS(X) };
const char *const dkim_result_text[DKIM_RESULT_COUNT] = { DKIM_RESULTS(X) };
const char *const dkim_reason_text[DKIM_REASON_COUNT] = { DKIM_REASONS(X) };
const char *const arc_result_text[ARC_RESULT_COUNT] = { ARC_RESULTS(X) };
const char *const arc_reason_text[ARC_REASON_COUNT] = { ARC_REASONS(X) };
const char *const dmarc_result_text[DMARC_RESULT_COUNT] = { DMARC_RESULTS(X) };
const char *const dmarc_policy_text[DMARC_POLICY_COUNT] = { DMARC_POLICIES(X) };
const char *const undo_kind_text[UNDO_KIND_COUNT] = { UNDO_KINDS(X) };
#undef X
