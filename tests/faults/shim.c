/* Between the program and the C library: writes down what happens to the files of one folder, and lets calls fail.
   FAULTS_FOLDER: the folder. FAULTS_TRACE: where it is written down. FAULTS_FAIL: "CALLS FROM COUNT ERRNO", where CALLS
   is w (writes), s (syncs) or both, FROM the first call that fails, COUNT how many do. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static const char *folder(void) { return getenv("FAULTS_FOLDER"); }

static int inside(const char *path) {
    const char *f = folder();
    return f && path && !strncmp(path, f, strlen(f));
}

static int path_of(int fd, char *path, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, size - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return inside(path);
}

static void note(char op, const char *path, uint64_t at, const void *data, uint64_t length) {
    const char *trace = getenv("FAULTS_TRACE");
    if (!trace) return;
    int before = errno;
    int fd = (int)syscall(SYS_openat, AT_FDCWD, trace, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd >= 0) {
        uint64_t head[4] = {(uint64_t)op, strlen(path), at, length};
        uint64_t size = sizeof head + head[1] + (data ? length : 0);
        char *all = malloc(size);
        if (all) {
            memcpy(all, head, sizeof head);
            memcpy(all + sizeof head, path, head[1]);
            if (data) memcpy(all + sizeof head + head[1], data, length);
            syscall(SYS_write, fd, all, size);
            free(all);
        }
        syscall(SYS_close, fd);
    }
    errno = before;
}

static int fails(char call) {
    static int seen;
    const char *plan = getenv("FAULTS_FAIL");
    char calls[8];
    int from, count, error;
    if (!plan || sscanf(plan, "%7s %d %d %d", calls, &from, &count, &error) != 4 || !strchr(calls, call)) return 0;
    int now = __sync_fetch_and_add(&seen, 1);
    if (now < from || now >= from + count) return 0;
    errno = error;
    return 1;
}

static ssize_t written(int fd, const void *data, size_t size, off_t at, ssize_t (*go)(int, const void *, size_t, off_t)) {
    char path[4096];
    if (fd == 1) {
        ssize_t n = go(fd, data, size, at);
        if (folder() && n > 0) note('P', "", 0, data, (uint64_t)n);
        return n;
    }
    if (!path_of(fd, path, sizeof path)) return go(fd, data, size, at);
    if (fails('w')) return -1;
    if (at < 0) {
        off_t here = lseek(fd, 0, SEEK_CUR);
        ssize_t n = go(fd, data, size, at);
        if (n > 0) note('W', path, (uint64_t)here, data, (uint64_t)n);
        return n;
    }
    ssize_t n = go(fd, data, size, at);
    if (n > 0) note('W', path, (uint64_t)at, data, (uint64_t)n);
    return n;
}

static ssize_t go_write(int fd, const void *data, size_t size, off_t at) {
    (void)at;
    REAL(ssize_t, "write", int, const void *, size_t);
    return real(fd, data, size);
}

static ssize_t go_pwrite(int fd, const void *data, size_t size, off_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);
    return real(fd, data, size, at);
}

ssize_t write(int fd, const void *data, size_t size) { return written(fd, data, size, -1, go_write); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return written(fd, data, size, at, go_pwrite); }
ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) { return written(fd, data, size, at, go_pwrite); }

static int truncated(int fd, off_t length) {
    char path[4096];
    REAL(int, "ftruncate64", int, off_t);
    int ours = path_of(fd, path, sizeof path);
    if (ours && fails('w')) return -1;
    int n = real(fd, length);
    if (!n && ours) note('T', path, (uint64_t)length, 0, 0);
    return n;
}

int ftruncate(int fd, off_t length) { return truncated(fd, length); }
int ftruncate64(int fd, off_t length) { return truncated(fd, length); }

static int synced(int fd, int (*go)(int)) {
    char path[4096];
    int ours = path_of(fd, path, sizeof path);
    if (ours && fails('s')) return -1;
    int n = go(fd);
    if (!n && ours) note('S', path, 0, 0, 0);
    return n;
}

static int go_fsync(int fd) { REAL(int, "fsync", int); return real(fd); }
static int go_fdatasync(int fd) { REAL(int, "fdatasync", int); return real(fd); }
int fsync(int fd) { return synced(fd, go_fsync); }
int fdatasync(int fd) { return synced(fd, go_fdatasync); }

int unlink(const char *path) {
    REAL(int, "unlink", const char *);
    int n = real(path);
    if (!n && inside(path)) note('U', path, 0, 0, 0);
    return n;
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    int n = real(from, to);
    if (!n && inside(to)) note('R', from, 0, to, strlen(to));
    return n;
}

static int opened(int at, const char *path, int flags, mode_t mode) {
    REAL(int, "openat64", int, const char *, int, ...);
    int there = 1;
    if ((flags & O_CREAT) && inside(path)) there = !faccessat(at, path, F_OK, 0);
    int fd = real(at, path, flags, mode);
    if (fd >= 0 && !there) note('C', path, 0, 0, 0);
    if (fd >= 0 && there && (flags & O_TRUNC) && inside(path)) note('T', path, 0, 0, 0);
    return fd;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); }

int open(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return opened(at, path, flags | O_LARGEFILE, mode); }
