/* Every other flush to disk fails, for as long as the file named by FAILING_FSYNC is there.
 * Preloaded into a process: its fsync, and SQLite's in it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int fails(void)
{
    static unsigned calls;
    const char *flag = getenv("FAILING_FSYNC");
    if (!flag || access(flag, F_OK) != 0 || calls++ % 2 == 0)
        return 0;
    errno = EIO;
    return 1;
}

int fsync(int descriptor)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    return fails() ? -1 : real(descriptor);
}

int fdatasync(int descriptor)
{
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    return fails() ? -1 : real(descriptor);
}
