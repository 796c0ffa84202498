#include "cli/verb.h"
static const Option options[] = { OPTION_KNOWLEDGE, OPTIONS_END };
static int run(const Call *call, Err *err) { (void)call; (void)err; return 0; }
const Verb verb_knowledge = { "knowledge", "check|list|show", "the knowledge itself", "", options, run };
