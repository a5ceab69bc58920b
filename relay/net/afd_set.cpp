// SPDX-License-Identifier: GPL-3.0-or-later
// The driver's interface is not in Microsoft's headers, but has been the same since Windows Vista, and every
// event loop that serves many sockets there rests on it (libuv, mio). A request names sockets and events, and
// completes once one of them has happened, or holds already. Whoever wants other events cancels it and asks
// again. Winsock itself knows nothing of these requests: closing a socket completes its request with
// kLocalClose.
#include "relay/net/afd_set.h"

#include "relay/base/log.h"

// clang-format off
#include <winsock2.h>
#include <mswsock.h>
#include <winternl.h> // needs it
// clang-format on

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace relay::net {

namespace {

constexpr ULONG kPollRequest = 0x00012024; // IOCTL_AFD_POLL
constexpr ULONG kReceive = 0x0001;
constexpr ULONG kSend = 0x0004;
constexpr ULONG kDisconnect = 0x0008; // the peer sends no more
constexpr ULONG kAbort = 0x0010;
constexpr ULONG kLocalClose = 0x0020;
constexpr ULONG kAccept = 0x0080;
constexpr ULONG kConnectFailed = 0x0100;
constexpr ULONG kAlways = kAbort | kConnectFailed | kLocalClose;

constexpr NTSTATUS kPending = 0x00000103;
constexpr auto kCancelled = static_cast<NTSTATUS>(0xC0000120U);
constexpr NTSTATUS kNotFound = static_cast<NTSTATUS>(0xC0000225U); // it has completed already

constexpr ULONG_PTR kWakeKey = 1;
constexpr ULONG kEventsPerBatch = 256;
// A full batch usually has a successor ready: asking again here saves a turn of the Qt loop.
constexpr int kBusyBatch = 8;
constexpr int kBatchesPerTurn = 4;

struct PolledSocket
{
    HANDLE socket;
    ULONG events;
    NTSTATUS status;
};

struct PollInfo
{
    LARGE_INTEGER timeout;
    ULONG count;
    ULONG exclusive;
    PolledSocket sockets[1];
};

using CancelIoFileEx = NTSTATUS(NTAPI *)(HANDLE, IO_STATUS_BLOCK *, IO_STATUS_BLOCK *);

CancelIoFileEx cancelIoFileEx()
{
    static const auto function = reinterpret_cast<CancelIoFileEx>(
        reinterpret_cast<void *>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtCancelIoFileEx")));
    return function;
}

ULONG maskOf(Interest interest)
{
    return kAlways | (interest.read ? kReceive | kAccept | kDisconnect : 0U) | (interest.write ? kSend : 0U) |
           (interest.hangUp ? kDisconnect : 0U);
}

HANDLE openDriver(HANDLE port)
{
    std::array<wchar_t, 32> path{L"\\Device\\Afd\\TrayRelay"};
    UNICODE_STRING name{};
    name.Buffer = path.data();
    name.Length = static_cast<USHORT>(wcslen(path.data()) * sizeof(wchar_t));
    name.MaximumLength = name.Length;
    OBJECT_ATTRIBUTES attributes{};
    attributes.Length = sizeof attributes;
    attributes.ObjectName = &name;
    IO_STATUS_BLOCK result{};
    HANDLE driver = nullptr;
    if (NtCreateFile(&driver, SYNCHRONIZE, &attributes, &result, nullptr, 0,
                     FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_OPEN, 0, nullptr, 0) < 0)
        return nullptr;
    if (CreateIoCompletionPort(driver, port, 0, 0) == nullptr) {
        CloseHandle(driver);
        return nullptr;
    }
    SetFileCompletionNotificationModes(driver, FILE_SKIP_SET_EVENT_ON_HANDLE);
    return driver;
}

// Below what anti-virus programs and the like may have put around a socket.
HANDLE baseOf(SocketHandle socket)
{
    SOCKET base = INVALID_SOCKET;
    DWORD size = 0;
    if (WSAIoctl(socket, SIO_BASE_HANDLE, nullptr, 0, &base, sizeof base, &size, nullptr, nullptr) != 0 ||
        base == INVALID_SOCKET)
        base = socket;
    return reinterpret_cast<HANDLE>(base);
}

} // namespace

struct AfdSet::Watched
{
    IO_STATUS_BLOCK result{}; // the system writes here while the request is out
    PollInfo info{};
    HANDLE base = nullptr;
    Pollable *pollable = nullptr; // null: removed
    Interest interest;
    ULONG asked = 0; // events of the request that is out
    bool isOut = false;
    bool isCancelled = false;
    bool isTouched = false;
};

struct AfdSet::Batch
{
    std::array<OVERLAPPED_ENTRY, kEventsPerBatch> entries;
    ULONG count = 0;
};

AfdSet::AfdSet()
    : m_port(CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1))
    , m_batch(std::make_unique<Batch>())
{
    if (m_port)
        m_afd = openDriver(m_port);
    if (!valid())
        log::net().error("the system's socket driver cannot be opened: error {}", GetLastError());
}

AfdSet::~AfdSet()
{
    for (auto &[socket, watched] : m_watched) {
        watched->pollable = nullptr;
        cancel(*watched);
        if (watched->isOut)
            m_leaving.push_back(std::move(watched));
    }
    m_watched.clear();
    m_touched.clear();
    tell(nullptr); // what was collected and not told
    constexpr DWORD kPatienceMs = 1000;
    while (!m_leaving.empty()) { // what is out is written by the system: it must come back first
        ULONG count = 0;
        if (!GetQueuedCompletionStatusEx(m_port, m_batch->entries.data(), kEventsPerBatch, &count,
                                         kPatienceMs, FALSE))
            break;
        m_batch->count = count;
        tell(nullptr);
    }
    for (std::unique_ptr<Watched> &left : m_leaving)
        (void)left.release(); // not ours to free
    if (m_afd)
        CloseHandle(m_afd);
    if (m_port)
        CloseHandle(m_port);
}

bool AfdSet::add(SocketHandle socket, Pollable &pollable, Interest interest)
{
    auto watched = std::make_unique<Watched>();
    watched->base = baseOf(socket);
    watched->pollable = &pollable;
    watched->interest = interest;
    if (!valid() || !request(*watched)) // at once: whoever adds it must know
        return false;
    m_watched[socket] = std::move(watched);
    return true;
}

bool AfdSet::change(SocketHandle socket, Pollable &pollable, Interest interest)
{
    const auto found = m_watched.find(socket);
    if (found == m_watched.end()) {
        log::net().error("a socket is to be watched differently that is not watched");
        return false;
    }
    Watched &watched = *found->second;
    watched.pollable = &pollable;
    watched.interest = interest;
    // Fewer events: what is out may still tell of the others, which is then not passed on.
    if (!watched.isOut || (maskOf(interest) & ~watched.asked) != 0)
        touch(watched);
    return true;
}

void AfdSet::remove(SocketHandle socket)
{
    const auto found = m_watched.find(socket);
    if (found == m_watched.end())
        return;
    std::unique_ptr<Watched> watched = std::move(found->second);
    m_watched.erase(found);
    watched->pollable = nullptr;
    if (watched->isTouched)
        std::erase(m_touched, watched.get());
    if (!watched->isOut)
        return;
    cancel(*watched);
    m_leaving.push_back(std::move(watched));
}

void AfdSet::touch(Watched &watched)
{
    if (!watched.isTouched)
        m_touched.push_back(&watched);
    watched.isTouched = true;
}

void AfdSet::cancel(Watched &watched)
{
    if (!watched.isOut || watched.isCancelled)
        return;
    watched.isCancelled = true;
    if (watched.result.Status != kPending)
        return; // it is on its way
    IO_STATUS_BLOCK done{};
    const NTSTATUS status = cancelIoFileEx()(m_afd, &watched.result, &done);
    if (status < 0 && status != kNotFound)
        log::net().error("a socket's poll request cannot be cancelled: {:#x}", static_cast<unsigned>(status));
}

bool AfdSet::request(Watched &watched)
{
    watched.asked = maskOf(watched.interest);
    watched.info.timeout.QuadPart = std::numeric_limits<LONGLONG>::max();
    watched.info.count = 1;
    watched.info.exclusive = FALSE;
    watched.info.sockets[0] = {watched.base, watched.asked, 0};
    watched.result.Status = kPending;
    watched.isOut = true;
    watched.isCancelled = false;
    const NTSTATUS status =
        NtDeviceIoControlFile(m_afd, nullptr, nullptr, &watched, &watched.result, kPollRequest, &watched.info,
                              sizeof watched.info, &watched.info, sizeof watched.info);
    if (status >= 0)
        return true; // also when it is done at once: the port tells in any case
    watched.isOut = false;
    log::net().error("a socket cannot be watched: {:#x}", static_cast<unsigned>(status));
    return false;
}

void AfdSet::arm()
{
    for (Watched *watched : m_touched) {
        watched->isTouched = false;
        if (watched->isOut)
            cancel(*watched); // asked for again once it is back
        else
            (void)request(*watched); // of a socket that the driver has taken before
    }
    m_touched.clear();
}

int AfdSet::collect(int timeoutMs)
{
    ULONG count = 0;
    const DWORD timeout = timeoutMs < 0 ? INFINITE : static_cast<DWORD>(timeoutMs);
    if (!GetQueuedCompletionStatusEx(m_port, m_batch->entries.data(), kEventsPerBatch, &count, timeout,
                                     FALSE))
        count = 0;
    m_batch->count = count;
    return static_cast<int>(count);
}

void AfdSet::tell(Poller::TurnListener *listener)
{
    // Each completion comes once: a loop within one of the callbacks must not overwrite the batch.
    std::unique_ptr<Batch> batch = std::exchange(m_batch, std::move(m_spare));
    if (!m_batch)
        m_batch = std::make_unique<Batch>();
    if (listener)
        listener->turnStarted(static_cast<int>(batch->count));
    for (ULONG i = 0; i < batch->count; ++i) {
        const OVERLAPPED_ENTRY &entry = batch->entries[i];
        if (entry.lpCompletionKey != kWakeKey)
            finished(*reinterpret_cast<Watched *>(entry.lpOverlapped));
    }
    if (listener)
        listener->turnEnded();
    batch->count = 0;
    m_spare = std::move(batch);
}

void AfdSet::finished(Watched &watched)
{
    watched.isOut = false;
    if (!watched.pollable) {
        std::erase_if(m_leaving, [&](const auto &each) { return each.get() == &watched; });
        return;
    }
    const NTSTATUS status = watched.result.Status;
    const ULONG events = status >= 0 && watched.info.count > 0 ? watched.info.sockets[0].events : 0;
    touch(watched);
    const bool failed =
        (status < 0 && status != kCancelled) || (events & (kAbort | kConnectFailed | kLocalClose)) != 0;
    const Interest want = watched.interest;
    const Readiness readiness{.readable =
                                  failed || (want.read && (events & (kReceive | kAccept | kDisconnect)) != 0),
                              .writable = failed || (want.write && (events & kSend) != 0),
                              .hungUp = want.hangUp && (events & kDisconnect) != 0};
    if (readiness.readable || readiness.writable || readiness.hungUp)
        watched.pollable->ready(readiness); // may remove it
}

void AfdSet::dispatch(int timeoutMs, Poller::TurnListener *listener)
{
    for (int batch = 0; batch < kBatchesPerTurn; ++batch) {
        arm();
        const int count = collect(batch == 0 ? timeoutMs : 0);
        tell(listener);
        if (count < kBusyBatch)
            break;
    }
}

void AfdSet::wake()
{
    PostQueuedCompletionStatus(m_port, 0, kWakeKey, nullptr);
}

} // namespace relay::net
