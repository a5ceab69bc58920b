// SPDX-License-Identifier: GPL-3.0-or-later
// The program in front of an AppImage of type 2: what the kernel starts when the user opens the file. Behind
// it in the same file stands a squashfs with the application.
//
// This process finds the squashfs, has it mounted by a second one, the keeper, and becomes AppRun by exec: the
// application has the process id, the descriptors (those of a socket unit too) and the signals of what was
// started. The keeper serves the mounted files, or has unpacked them where there is no FUSE. It reads a pipe
// whose other end the application and its children hold, so it ends, and cleans up, once all of them have.
//
// Linked statically, with squashfuse and libfuse 3 (build: make_appimage): asks nothing of the system but the
// kernel, and for the mount fusermount3 or FUSE 2's fusermount. The interface is the one that users of
// AppImages know: the options --appimage-*, and APPIMAGE, APPDIR, OWD and ARGV0 in the environment.
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ll.h>
#include <squashfuse.h>

#ifndef RUNTIME_VERSION
#define RUNTIME_VERSION "unknown"
#endif

enum { kFailed = 127, kCopyBytes = 1 << 20 };

// squashfuse names every method of compression; our images know zstd alone. These stand in for the libraries
// of the others, so that they need not be linked: an image that used one would be refused with an error.
int lzo1x_decompress_safe(void) { return -1; }
int LZ4_decompress_safe(void) { return -1; }
int lzma_stream_buffer_decode(void) { return -1; }

static void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("AppImage: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

// ------------------------------------------------------------------------------------------------ the image

// Where the ELF file ends: after its section headers, or the last section, whichever comes later. 0: no ELF.
static size_t endOfProgram(const char *path)
{
    Elf64_Ehdr head;
    Elf64_Shdr section;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || pread(file, &head, sizeof head, 0) != sizeof head || memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
        head.e_ident[EI_CLASS] != ELFCLASS64) {
        if (file >= 0)
            close(file);
        return 0;
    }
    size_t end = head.e_shoff + (size_t)head.e_shentsize * head.e_shnum;
    for (unsigned i = 0; i < head.e_shnum; ++i) {
        const off_t at = (off_t)(head.e_shoff + (size_t)i * head.e_shentsize);
        if (pread(file, &section, sizeof section, at) == sizeof section && section.sh_type != SHT_NOBITS &&
            section.sh_offset + section.sh_size > end)
            end = section.sh_offset + section.sh_size;
    }
    close(file);
    return end;
}

static char *ownPath(void)
{
    const char *other = getenv("TARGET_APPIMAGE");
    char *path = realpath(other && *other ? other : "/proc/self/exe", NULL);
    if (!path)
        complain("cannot find my own file: %s", strerror(errno));
    return path;
}

// $TMPDIR/.mount_XXXXXX, or `kind` for mount_; NULL: it could not be made.
static char *newFolder(const char *kind)
{
    const char *place = getenv("TMPDIR");
    char *folder = NULL;
    if (asprintf(&folder, "%s/.%s_XXXXXX", place && *place ? place : "/tmp", kind) < 0)
        return NULL;
    if (!mkdtemp(folder)) {
        complain("cannot make %s: %s", folder, strerror(errno));
        free(folder);
        return NULL;
    }
    return folder;
}

// --------------------------------------------------------------------------------------------- unpacking it

static bool writeFile(sqfs *fs, sqfs_inode *inode, const char *to, mode_t mode)
{
    static char buffer[kCopyBytes];
    unlink(to);
    const int file = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0)
        return false;
    bool good = true;
    for (sqfs_off_t at = 0; good && (uint64_t)at < inode->xtra.reg.file_size;) {
        sqfs_off_t size = sizeof buffer;
        good = sqfs_read_range(fs, inode, at, &size, buffer) == SQFS_OK && size > 0;
        for (sqfs_off_t done = 0; good && done < size;) {
            const ssize_t wrote = write(file, buffer + done, (size_t)(size - done));
            good = wrote > 0 || (wrote < 0 && errno == EINTR);
            done += wrote > 0 ? wrote : 0;
        }
        at += size;
    }
    good = fchmod(file, mode) == 0 && good; // whatever the umask is
    return close(file) == 0 && good;
}

static bool writeLink(sqfs *fs, sqfs_inode *inode, const char *to)
{
    char target[4096];
    size_t size = sizeof target;
    unlink(to);
    return sqfs_readlink(fs, inode, target, &size) == SQFS_OK && symlink(target, to) == 0;
}

// The folders above a file that matches a pattern may not have matched.
static void makeFoldersAbove(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0755);
        *slash = '/';
    }
}

static bool unpackEntry(sqfs *fs, sqfs_traverse *walk, const char *to)
{
    sqfs_inode inode;
    if (sqfs_inode_get(fs, &inode, sqfs_dentry_inode(&walk->entry)) != SQFS_OK)
        return false;
    const mode_t mode = (mode_t)(inode.base.mode & 0777);
    switch (inode.base.inode_type) {
    case SQUASHFS_DIR_TYPE:
    case SQUASHFS_LDIR_TYPE:
        return mkdir(to, mode | S_IRWXU) == 0 || errno == EEXIST;
    case SQUASHFS_REG_TYPE:
    case SQUASHFS_LREG_TYPE:
        return writeFile(fs, &inode, to, mode);
    case SQUASHFS_SYMLINK_TYPE:
    case SQUASHFS_LSYMLINK_TYPE:
        return writeLink(fs, &inode, to);
    default:
        return true; // no image of ours has devices, pipes or sockets
    }
}

// All of the image, or what matches the pattern, into a folder that is there. `told`: names each file.
static bool unpack(const char *image, size_t offset, const char *folder, const char *pattern, bool told)
{
    sqfs fs;
    sqfs_traverse walk = {0}; // can be closed, opened or not
    sqfs_err error = SQFS_OK;
    if (sqfs_open_image(&fs, image, offset) != SQFS_OK)
        return false;
    bool good = sqfs_traverse_open(&walk, &fs, sqfs_inode_root(&fs)) == SQFS_OK;
    while (good && sqfs_traverse_next(&walk, &error)) {
        char *to = NULL;
        if (walk.dir_end || (pattern && fnmatch(pattern, walk.path, FNM_LEADING_DIR) != 0))
            continue;
        good = asprintf(&to, "%s/%s", folder, walk.path) >= 0;
        if (good && pattern)
            makeFoldersAbove(to);
        good = good && unpackEntry(&fs, &walk, to);
        if (!good)
            complain("cannot unpack %s: %s", to ? to : walk.path, strerror(errno));
        else if (told)
            puts(to);
        free(to);
    }
    good = good && error == SQFS_OK;
    if (!good)
        complain("%s could not be unpacked as a whole", image);
    sqfs_traverse_close(&walk);
    sqfs_fd_close(fs.fd);
    sqfs_destroy(&fs);
    return good;
}

static int removeEntry(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status, (void)kind, (void)where;
    remove(path); // what cannot go stays, the rest goes
    return 0;
}

static void removeTree(const char *folder)
{
    nftw(folder, removeEntry, 32, FTW_DEPTH | FTW_PHYS);
}

// ---------------------------------------------------------------------------------------------- mounting it

static void saysNothing(enum fuse_log_level level, const char *format, va_list arguments)
{
    (void)level, (void)format, (void)arguments;
}

// FUSE 2's fusermount: it opens the device, mounts, and passes the descriptor through a socket. -1: failed.
static int mountByFuse2(const char *folder)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        return -1;
    const pid_t child = fork();
    if (child == 0) {
        char number[16];
        snprintf(number, sizeof number, "%d", ends[0]);
        setenv("_FUSE_COMMFD", number, 1);
        close(ends[1]);
        execlp("fusermount", "fusermount", "-o", "ro,nosuid,nodev,subtype=appimage", "--", folder, (char *)NULL);
        _exit(kFailed);
    }
    close(ends[0]);
    int device = -1;
    char byte;
    char control[CMSG_SPACE(sizeof(int))];
    struct iovec part = {&byte, 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
    if (child > 0 && recvmsg(ends[1], &message, MSG_CMSG_CLOEXEC) > 0) {
        const struct cmsghdr *head = CMSG_FIRSTHDR(&message);
        if (head && head->cmsg_type == SCM_RIGHTS)
            memcpy(&device, CMSG_DATA(head), sizeof device);
    }
    close(ends[1]);
    if (child > 0)
        waitpid(child, NULL, 0);
    return device;
}

static void unmountByFuse2(const char *folder)
{
    const pid_t child = fork();
    if (child == 0) {
        execlp("fusermount", "fusermount", "-u", "-z", "--", folder, (char *)NULL);
        _exit(kFailed);
    }
    if (child > 0)
        waitpid(child, NULL, 0);
}

typedef struct
{
    struct fuse_session *session;
    bool byFuse2;
} Mount;

static Mount mountImage(const char *image, size_t offset, const char *folder)
{
    static struct fuse_lowlevel_ops operations;
    operations = (struct fuse_lowlevel_ops){.getattr = sqfs_ll_op_getattr,
                                            .opendir = sqfs_ll_op_opendir,
                                            .releasedir = sqfs_ll_op_releasedir,
                                            .readdir = sqfs_ll_op_readdir,
                                            .lookup = sqfs_ll_op_lookup,
                                            .open = sqfs_ll_op_open,
                                            .release = sqfs_ll_op_release,
                                            .read = sqfs_ll_op_read,
                                            .readlink = sqfs_ll_op_readlink,
                                            .listxattr = sqfs_ll_op_listxattr,
                                            .getxattr = sqfs_ll_op_getxattr,
                                            .forget = sqfs_ll_op_forget,
                                            .statfs = stfs_ll_op_statfs};
    char *words[] = {"appimage", "-o", "ro,nosuid,nodev,subtype=appimage", NULL};
    struct fuse_args arguments = FUSE_ARGS_INIT(3, words);
    Mount mount = {NULL, false};
    fuse_set_log_func(saysNothing);
    sqfs_ll *opened = sqfs_ll_open(image, offset);
    if (!opened)
        return mount;
    mount.session = fuse_session_new(&arguments, &operations, sizeof operations, opened);
    if (!mount.session || fuse_session_mount(mount.session, folder) == 0)
        return mount;
    const int device = mountByFuse2(folder);
    char place[32];
    snprintf(place, sizeof place, "/dev/fd/%d", device);
    mount.byFuse2 = device >= 0 && fuse_session_mount(mount.session, place) == 0;
    if (!mount.byFuse2) {
        fuse_session_destroy(mount.session);
        mount.session = NULL;
    }
    return mount;
}

// Until the pipe's other end is closed everywhere, or somebody has unmounted the image.
static void serve(struct fuse_session *session, int alive)
{
    struct fuse_buf buffer = {0};
    struct pollfd watched[2] = {{fuse_session_fd(session), POLLIN, 0}, {alive, POLLIN, 0}};
    while (!fuse_session_exited(session)) {
        if (poll(watched, 2, -1) < 0 && errno != EINTR)
            break;
        if (watched[0].revents) {
            const int got = fuse_session_receive_buf(session, &buffer);
            if (got > 0)
                fuse_session_process_buf(session, &buffer);
            else if (got != -EINTR && got != -EAGAIN)
                break;
        } else if (watched[1].revents) {
            break;
        }
    }
    free(buffer.mem);
}

// ----------------------------------------------------------------------------------------------- the keeper

// What was inherited, but for these two: a listening socket must end with the application, not with us.
static void closeOthers(int keep, int keepToo)
{
    struct rlimit limit = {1024, 1024};
    getrlimit(RLIMIT_NOFILE, &limit);
    const int last = limit.rlim_cur > 65536 ? 65536 : (int)limit.rlim_cur;
    for (int descriptor = STDERR_FILENO + 1; descriptor < last; ++descriptor)
        if (descriptor != keep && descriptor != keepToo)
            close(descriptor);
}

static void silence(int first, int last)
{
    const int null = open("/dev/null", O_RDWR);
    for (int descriptor = first; null >= 0 && descriptor <= last; ++descriptor)
        dup2(null, descriptor);
    if (null > STDERR_FILENO)
        close(null);
}

static void waitForEnd(int alive)
{
    char byte;
    while (read(alive, &byte, 1) < 0 && errno == EINTR) {
    }
}

static int keep(const char *image, size_t offset, const char *folder, bool mayMount, int alive, int ready)
{
    // Ends last: what stops a whole group of processes must not take the files from under the application.
    const int ignored[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGUSR1, SIGUSR2, SIGTSTP};
    for (size_t i = 0; i < sizeof ignored / sizeof *ignored; ++i)
        signal(ignored[i], SIG_IGN);
    closeOthers(alive, ready);
    const int errors = dup(STDERR_FILENO);
    silence(STDIN_FILENO, STDERR_FILENO); // who reads our output sees its end when the application has ended
    const Mount mount = mayMount ? mountImage(image, offset, folder) : (Mount){NULL, false};
    if (!mount.session) {
        dup2(errors, STDERR_FILENO);
        const bool good = unpack(image, offset, folder, NULL, false);
        silence(STDERR_FILENO, STDERR_FILENO);
        close(errors);
        if (good && write(ready, "u", 1) == 1) {
            close(ready);
            waitForEnd(alive);
        }
        if (!getenv("NO_CLEANUP"))
            removeTree(folder);
        return good ? 0 : kFailed;
    }
    close(errors);
    // The kernel asks for the mount's properties first, and AppRun's bytes come through us: serve, then tell.
    if (write(ready, "m", 1) == 1) {
        close(ready);
        if (chdir("/") == 0)
            serve(mount.session, alive);
    }
    if (mount.byFuse2)
        unmountByFuse2(folder);
    fuse_session_unmount(mount.session);
    rmdir(folder);
    return 0;
}

// The keeper is no child of the application, which may wait for any child. False: there are no files.
static bool startKeeper(const char *image, size_t offset, const char *folder, bool mayMount)
{
    int alive[2], ready[2];
    if (pipe(alive) != 0 || pipe2(ready, O_CLOEXEC) != 0)
        return false;
    const pid_t child = fork();
    if (child == 0) {
        setsid();
        close(alive[1]);
        close(ready[0]);
        if (fork() == 0)
            _exit(keep(image, offset, folder, mayMount, alive[0], ready[1]));
        _exit(0);
    }
    close(alive[0]);
    close(ready[1]);
    char how = 0;
    if (child > 0)
        waitpid(child, NULL, 0);
    const bool there = child > 0 && read(ready[0], &how, 1) == 1;
    close(ready[0]);
    return there; // alive[1] stays open, across exec too
}

// -------------------------------------------------------------------------------------------- what is asked

static int start(const char *image, size_t offset, bool mayMount, int argc, char **argv)
{
    char *folder = newFolder(mayMount ? "mount" : "unpacked");
    char *program = NULL;
    char here[4096];
    if (!folder)
        return kFailed;
    if (!startKeeper(image, offset, folder, mayMount) || asprintf(&program, "%s/AppRun", folder) < 0) {
        complain("neither mounted nor unpacked to %s", folder);
        rmdir(folder);
        return kFailed;
    }
    setenv("APPIMAGE", image, 1);
    setenv("APPDIR", folder, 1);
    setenv("ARGV0", argc > 0 ? argv[0] : image, 1);
    if (getcwd(here, sizeof here))
        setenv("OWD", here, 1);
    char *named = realpath(program, NULL); // lists of processes show the name of the file that was started
    execv(named ? named : program, argv);
    complain("cannot start %s: %s (TMPDIR says where it is mounted or unpacked)", program, strerror(errno));
    return kFailed;
}

static int mountOnly(const char *image, size_t offset)
{
    char *folder = newFolder("mount");
    if (!folder || !startKeeper(image, offset, folder, true))
        return kFailed;
    printf("%s\n", folder);
    fflush(stdout);
    for (;;)
        pause(); // a signal ends us, and with us the keeper
}

static int extract(const char *image, size_t offset, const char *pattern)
{
    mkdir("squashfs-root", 0755);
    return unpack(image, offset, "squashfs-root", pattern, true) ? 0 : kFailed;
}

static int help(void)
{
    puts("options of the AppImage; all others go to the application\n"
         "  --appimage-extract [PATTERN]    unpack it, or what matches, into ./squashfs-root\n"
         "  --appimage-extract-and-run ...  unpack it for this run; also APPIMAGE_EXTRACT_AND_RUN=1\n"
         "  --appimage-mount                mount it until a signal comes, and say where\n"
         "  --appimage-offset               where the squashfs begins in the file\n"
         "  --appimage-version              of this runtime\n"
         "  --appimage-help                 this text\n"
         "Where FUSE is missing it is unpacked for each run. TMPDIR says where to.");
    return 0;
}

int main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    const char *unpacked = getenv("APPIMAGE_EXTRACT_AND_RUN");
    char *image = ownPath();
    const size_t offset = image ? endOfProgram(image) : 0;
    if (offset == 0) {
        if (image)
            complain("%s is no AppImage", image);
        return kFailed;
    }
    if (strcmp(word, "--appimage-help") == 0)
        return help();
    if (strcmp(word, "--appimage-version") == 0)
        return printf("%s\n", RUNTIME_VERSION) < 0;
    if (strcmp(word, "--appimage-offset") == 0)
        return printf("%zu\n", offset) < 0;
    if (strcmp(word, "--appimage-extract") == 0)
        return extract(image, offset, argc > 2 ? argv[2] : NULL);
    if (strcmp(word, "--appimage-mount") == 0)
        return mountOnly(image, offset);
    if (strcmp(word, "--appimage-extract-and-run") == 0) {
        argv[1] = argv[0];
        return start(image, offset, false, argc - 1, argv + 1);
    }
    return start(image, offset, !unpacked || !*unpacked || strcmp(unpacked, "0") == 0, argc, argv);
}
