// The keys of renkei.yaml: what each is called, where its value goes and what it may be. Reading the file, showing what holds, and the
// test of the sample file walk this one table.
#pragma once

#include "gateway/server/settings.h"

#include <span>
#include <variant>

namespace renkei::server {

struct Whole {
    std::variant<unsigned*, std::uint64_t*, std::int64_t*> value;
    std::uint64_t least;
    std::uint64_t most;
};
struct Real {
    double* value;
    double least;
    double most;
};
struct Truth {
    bool* value;
};
struct Line {
    std::string* value;
    std::string_view expected;
    bool (*fits)(std::string_view text);
};
enum class Reach : std::uint8_t { anywhere, better_loopback, only_loopback };
struct Place {
    http::Address* value;
    Reach reach;
};
struct MaybePlace { // "": none
    std::optional<http::Address>* value;
    Reach reach;
};
enum class Must : bool { no, yes };
struct FileName {
    std::filesystem::path* value;
    Must be_named = Must::yes;
};
struct FileNames {
    std::vector<std::filesystem::path>* value;
};
struct Folders { // by peer
    std::vector<WatchedFolder>* value;
};
using Slot = std::variant<Whole, Real, Truth, Line, Place, MaybePlace, FileName, FileNames, Folders>;

struct Key {
    std::string_view name; // "limits.connections"
    Slot (*slot)(Settings&);
};
std::span<const Key> setting_keys();

// The value as the file writes it.
std::string to_text(const Slot& slot);

} // namespace renkei::server
