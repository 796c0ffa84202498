/* text.h - the answer for people: truth first, and short.
 *
 * Who said it, about whom, is the address still good; then why, what that stands on, what to do and what not. */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "knowledge/knowledge.h"
#include "model/diagnosis.h"
#include "report/sheet.h"

/* All cases of one mail.  `whole`: with all evidence, and the letter to whom else must act. */
void text_mail(Sheet *s, const Diagnosis *d, size_t n, const Knowledge *k, bool whole);

/* A mail that holds no case. */
void text_nothing(Sheet *s, bool message);

#endif
