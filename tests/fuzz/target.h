// FUZZ_TARGET(name)(const std::uint8_t* bytes, std::size_t size) { … } is a fuzz target. With RENKEI_FUZZ
// (preset fuzz) it is what libFuzzer calls, and its file is a program; otherwise replay_main.cpp finds it by
// its name.
#pragma once

#include <cstddef>
#include <cstdint>

#ifdef RENKEI_FUZZ

#define FUZZ_TARGET(name) extern "C" int LLVMFuzzerTestOneInput

#else

#include <map>
#include <string_view>

namespace renkei::fuzz {

using Target = int (*)(const std::uint8_t* bytes, std::size_t size);

// By name; complete when main() begins.
inline std::map<std::string_view, Target>& targets() {
    static std::map<std::string_view, Target> all;
    return all;
}

struct AddedTarget {
    AddedTarget(std::string_view name, Target target) { targets().emplace(name, target); }
};

} // namespace renkei::fuzz

#define FUZZ_TARGET(name)                                                                                    \
    static int name##_target(const std::uint8_t* bytes, std::size_t size);                                   \
    static const renkei::fuzz::AddedTarget added_##name(#name, name##_target);                               \
    static int name##_target

#endif
