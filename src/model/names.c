/* names.c - the names and meanings of the closed lists of the model, from the lists themselves. */
#include "model/diagnosis.h"

#define X(id, name, text) name,
const char *const outcome_name[OUTCOME_COUNT] = { OUTCOMES(X) };
const char *const role_name[ROLE_COUNT] = { ROLES(X) };
const char *const phase_name[PHASE_COUNT] = { PHASES(X) };
const char *const direction_name[DIRECTION_COUNT] = { DIRECTIONS(X) };
const char *const state_name[STATE_COUNT] = { STATES(X) };
#undef X
#define X(id, name, text) text,
const char *const outcome_text[OUTCOME_COUNT] = { OUTCOMES(X) };
const char *const role_text[ROLE_COUNT] = { ROLES(X) };
const char *const phase_text[PHASE_COUNT] = { PHASES(X) };
const char *const direction_text[DIRECTION_COUNT] = { DIRECTIONS(X) };
const char *const state_text[STATE_COUNT] = { STATES(X) };
#undef X
