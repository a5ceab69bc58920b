// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/base/phrase.h"
#include "relay/platform/stack_catcher.h"

#include <ucontext.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <mutex>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace relay::platform {

namespace {

constexpr std::uintptr_t kPageBytes = 4096;
#if defined(__x86_64__)
constexpr std::uintptr_t kRedZoneBytes = 128; // a leaf function may use so much below its stack pointer
#else
constexpr std::uintptr_t kRedZoneBytes = 0;
#endif

enum SlotState : int { Free, Filling, Full };

struct Slot
{
    std::atomic<int> state{Free};
    StackImage image;
};

// Whether a word can be read, without a fault: the kernel copies the signal set before it finds that the
// first argument is nonsense. EFAULT: no; EINVAL: yes. No descriptor, no side effect.
bool isReadable(std::uintptr_t address)
{
    return ::syscall(SYS_rt_sigprocmask, ~0, address, nullptr, sizeof(std::uint64_t)) == 0 || errno != EFAULT;
}

// Reads beside what the sanitizers think of as objects: a stack has holes for them.
__attribute__((no_sanitize("address", "thread", "undefined"))) void copyStack(StackImage &image,
                                                                              std::uintptr_t stackPointer)
{
    std::uintptr_t from = (stackPointer - kRedZoneBytes) & ~std::uintptr_t{7};
    image.base = from;
    image.size = 0;
    while (image.size < StackImage::kMaxBytes && isReadable(from)) {
        const std::uintptr_t pageEnd = (from | (kPageBytes - 1)) + 1;
        while (from < pageEnd && image.size < StackImage::kMaxBytes) {
            // volatile: must not become a call of memcpy, which the sanitizers replace
            const auto word =
                *reinterpret_cast<const volatile std::uintptr_t *>(from); // NOLINT(performance-no-int-to-ptr)
            *reinterpret_cast<volatile std::uintptr_t *>(image.bytes.data() + image.size) = word;
            from += sizeof word;
            image.size += sizeof word;
        }
    }
}

std::uintptr_t copyRegisters(StackImage &image, const ucontext_t &context) // the stack pointer
{
    const mcontext_t &machine = context.uc_mcontext;
#if defined(__x86_64__)
    // The System V psABI's DWARF numbers: rax rdx rcx rbx rsi rdi rbp rsp r8 ... r15, return address.
    constexpr std::array<int, 17> kInDwarfOrder = {REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI,
                                                   REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                                   REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP};
    for (std::size_t i = 0; i < kInDwarfOrder.size(); ++i)
        image.registers[i] = static_cast<std::uintptr_t>(machine.gregs[kInDwarfOrder[i]]);
    image.pc = image.registers[16];
    return image.registers[7];
#elif defined(__aarch64__)
    for (std::size_t i = 0; i < 31; ++i)
        image.registers[i] = machine.regs[i];
    image.registers[31] = machine.sp;
    image.pc = machine.pc;
    return machine.sp;
#else
#error "which registers does this processor have?"
#endif
}

} // namespace

struct StackCatcher::Ring
{
    explicit Ring(std::size_t slotCount)
        : size(slotCount)
        , slot(std::make_unique_for_overwrite<Slot[]>(slotCount)) // 8 MiB: untouched until used
    {
    }

    void take(const siginfo_t &info, const ucontext_t &context)
    {
        Slot &mine = slot[next.fetch_add(1, std::memory_order_relaxed) % size];
        int expected = Free;
        if (!mine.state.compare_exchange_strong(expected, Filling, std::memory_order_acquire)) {
            lost.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        mine.image.thread = ::gettid();
        mine.image.weight = info.si_code == SI_TIMER ? 1U + static_cast<std::uint32_t>(info.si_overrun) : 1U;
        copyStack(mine.image, copyRegisters(mine.image, context));
        mine.state.store(Full, std::memory_order_release);
    }

    std::size_t size;
    std::unique_ptr<Slot[]> slot;
    std::atomic<std::size_t> next{0};
    std::atomic<std::uint64_t> lost{0};
};

namespace {

// A handler has no argument of ours, so what it uses is global: one row per purpose.
struct Installed
{
    std::mutex turn; // of install and remove, never in the handler
    std::atomic<StackCatcher::Ring *> ring{nullptr};
    std::atomic<int> running{0}; // handlers between their first and their last line
    struct sigaction before = {};
};

Installed &installed(StackCatcher::Purpose purpose)
{
    static constinit Installed sampling;
    static constinit Installed dump;
    return purpose == StackCatcher::Purpose::Sampling ? sampling : dump;
}

int signalOf(StackCatcher::Purpose purpose)
{
    return purpose == StackCatcher::Purpose::Sampling ? SIGPROF : SIGURG;
}

void onSignal(int number, siginfo_t *info, void *context)
{
    const int error = errno;
    Installed &mine =
        installed(number == SIGPROF ? StackCatcher::Purpose::Sampling : StackCatcher::Purpose::Dump);
    mine.running.fetch_add(1);
    if (StackCatcher::Ring *ring = mine.ring.load())
        ring->take(*info, *static_cast<const ucontext_t *>(context));
    mine.running.fetch_sub(1);
    errno = error;
}

} // namespace

StackCatcher::StackCatcher(Purpose purpose, std::unique_ptr<Ring> ring)
    : m_purpose(purpose)
    , m_ring(std::move(ring))
{
}

Result<std::unique_ptr<StackCatcher>> StackCatcher::install(Purpose purpose, std::size_t slotCount)
{
    Installed &mine = installed(purpose);
    const std::lock_guard lock(mine.turn);
    if (mine.ring.load())
        return Error{
            ErrorKind::Conflict,
            said(QT_TRANSLATE_NOOP("Phrases", "another capture is running: wait until it has ended"))};

    std::unique_ptr<StackCatcher> catcher(new StackCatcher(purpose, std::make_unique<Ring>(slotCount)));
    mine.ring.store(catcher->m_ring.get());
    struct sigaction action = {};
    action.sa_sigaction = onSignal;
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
    ::sigfillset(&action.sa_mask); // no other handler on top of ours
    if (::sigaction(signalOf(purpose), &action, &mine.before) != 0) {
        const int error = errno;
        mine.ring.store(nullptr);
        catcher->m_ring.reset();
        return Error{ErrorKind::Unavailable,
                     said(QT_TRANSLATE_NOOP("Phrases", "no signal handler: %1"), qt_error_string(error))};
    }
    return catcher;
}

StackCatcher::~StackCatcher()
{
    if (!m_ring)
        return;
    Installed &mine = installed(m_purpose);
    const std::lock_guard lock(mine.turn);
    // Ignoring first discards what is pending in any thread: the default of SIGPROF ends the program.
    struct sigaction ignore = {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(signalOf(m_purpose), &ignore, nullptr);
    mine.ring.store(nullptr);
    while (mine.running.load() != 0)
        std::this_thread::yield();
    ::sigaction(signalOf(m_purpose), &mine.before, nullptr);
}

int StackCatcher::signalNumber() const
{
    return signalOf(m_purpose);
}

bool StackCatcher::interrupt(std::int64_t thread) const
{
    return ::syscall(SYS_tgkill, ::getpid(), static_cast<pid_t>(thread), signalNumber()) == 0;
}

void StackCatcher::drain(const std::function<void(const StackImage &)> &use)
{
    for (std::size_t i = 0; i < m_ring->size; ++i) {
        Slot &slot = m_ring->slot[i];
        if (slot.state.load(std::memory_order_acquire) != Full)
            continue;
        use(slot.image);
        slot.state.store(Free, std::memory_order_release);
    }
}

std::uint64_t StackCatcher::lost() const
{
    return m_ring->lost.load(std::memory_order_relaxed);
}

} // namespace relay::platform
