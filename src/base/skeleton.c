/* skeleton.c - what a name looks like, by ICU's library for such questions, which few runs need. */
#include <unicode/uspoof.h>
#include "base/library.h"
#include "base/skeleton.h"

enum { NAME_BYTES = 1024, SKELETON_BYTES = 4 * NAME_BYTES };

/* ICU's header renames each call after its version. */
#define NAME_OF_(call) #call
#define NAME_OF(call) NAME_OF_(call)

typedef struct {
	USpoofChecker *(*open)(UErrorCode *);
	int32_t (*skeleton)(const USpoofChecker *, uint32_t, const char *, int32_t, char *, int32_t, UErrorCode *);
	void (*close)(USpoofChecker *);
} Calls;

static const char file[] = "libicui18n.so." U_ICU_VERSION_SHORT;
static const char *const names_of_calls[] = { NAME_OF(uspoof_open), NAME_OF(uspoof_getSkeletonUTF8), NAME_OF(uspoof_close) };
_Static_assert(sizeof(Calls) == sizeof names_of_calls, "a name a call");

static uint64_t skeleton(const Calls *icu, const USpoofChecker *checker, Str name)
{
	UErrorCode status = U_ZERO_ERROR;
	char made[SKELETON_BYTES];
	int32_t n;

	if (name.len == 0 || name.len > NAME_BYTES)
		return 0;
	n = icu->skeleton(checker, 0, name.at, (int32_t)name.len, made, sizeof made, &status);
	return U_FAILURE(status) || n <= 0 || n > (int32_t)sizeof made ? 0 : str_hash((Str){ made, (size_t)n }, STR_HASH_START);
}

bool skeletons(const Str *names, size_t n, uint64_t *out)
{
	UErrorCode status = U_ZERO_ERROR;
	Calls icu;
	USpoofChecker *checker;

	if (!library_calls(file, names_of_calls, sizeof names_of_calls / sizeof *names_of_calls, &icu))
		return false;
	checker = icu.open(&status);
	if (U_FAILURE(status))
		return false;
	for (size_t i = 0; i < n; i++)
		out[i] = skeleton(&icu, checker, names[i]);
	icu.close(checker);
	return true;
}
