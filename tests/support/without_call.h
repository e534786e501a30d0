// Makes a system call, or a flag of it, fail in one thread, as on a system that lacks it.
#pragma once

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cstddef>
#include <cstdint>
#include <thread>

namespace renkei::test {

struct Call {
    long number;             // SYS_…
    int error;               // errno
    unsigned argument = 0;   // fails only if this argument …
    std::uint32_t flags = 0; // … has all of these; 0: always
};

// Runs `work` in a thread in which the call fails. False: this system has no such filters, and `work` did not
// run.
template <class Work>
bool without_call(const Call& call, const Work& work) {
    const auto number = static_cast<std::uint32_t>(call.number);
    // its lower half
    const auto argument =
        static_cast<std::uint32_t>(offsetof(seccomp_data, args) + call.argument * sizeof(std::uint64_t));
    const auto refusal = static_cast<std::uint32_t>(SECCOMP_RET_ERRNO | static_cast<unsigned>(call.error));
    sock_filter steps[] = {
        {BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(seccomp_data, nr)},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 4, number},
        {BPF_LD | BPF_W | BPF_ABS, 0, 0, argument},
        {BPF_ALU | BPF_AND | BPF_K, 0, 0, call.flags},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, call.flags},
        {BPF_RET | BPF_K, 0, 0, refusal},
        {BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW},
    };
    bool is_run = false;
    std::thread([&] {
        const sock_fprog program{sizeof steps / sizeof *steps, steps};
        is_run = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                 ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
        if (is_run) {
            work();
        }
    }).join();
    return is_run;
}

} // namespace renkei::test
