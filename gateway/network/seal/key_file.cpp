#include "gateway/network/seal/key_file.h"

#include "gateway/core/base/atomic_file.h"
#include "gateway/core/base/base64.h"
#include "gateway/core/base/characters.h"
#include "generated/messages/base.h"
#include "generated/messages/seal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace renkei::seal {
namespace {

constexpr std::size_t max_id_length = 32;

bool is_id_character(char c) { return base::is_alphanumeric(c) || c == '-' || c == '_'; }

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= max_id_length && std::ranges::all_of(text, is_id_character);
}

// The line as far as it is no secret: the id, and how long the rest is.
std::string shown(std::string_view line) {
    const std::size_t blank = line.find(' ');
    const bool has_id = blank != std::string_view::npos && is_id(line.substr(0, blank));
    const std::string_view id = has_id ? line.substr(0, blank + 1) : std::string_view();
    return fmt::format("\"{}{}\"", id, std::string(std::min<std::size_t>(line.size() - id.size(), 80), '*'));
}

// One text for one key.
std::optional<Hash> parse_key(std::string_view text) {
    const std::optional<std::string> bytes = base::from_base64_digits(base::without_padding(text));
    Hash out;
    if (!bytes || bytes->size() != out.size() || base::to_base64(*bytes) != text) {
        return std::nullopt;
    }
    std::ranges::copy(*bytes, out.begin());
    return out;
}

std::optional<MasterKey> parse_line(std::string_view line) {
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos || !is_id(line.substr(0, blank))) {
        return std::nullopt;
    }
    const std::optional<Hash> key = parse_key(line.substr(blank + 1));
    return key ? std::optional(MasterKey{.id = std::string(line.substr(0, blank)), .key = *key})
               : std::nullopt;
}

tl::unexpected<diag::Error> wrong(const fs::path& file, std::uint32_t line, std::string found) {
    return diag::fail(message::key_file_wrong, {.file = file.string(), .line = line},
                      {std::to_string(line), std::move(found)});
}

// Group may read what root owns and handed to us: systemd gives a credential by an access list, whose mask
// shows as the group's bits.
bool others_may_read(const struct stat& about) {
    const bool handed_by_root = about.st_uid == 0 && about.st_gid == 0 && ::geteuid() != 0;
    return (about.st_mode & (handed_by_root ? 037U : 077U)) != 0;
}

} // namespace

diag::Result<std::vector<MasterKey>> parse_keys(std::string_view text, const fs::path& file) {
    std::vector<MasterKey> out;
    std::uint32_t number = 0;
    do {
        ++number;
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        std::optional<MasterKey> key = parse_line(line);
        if (!key) {
            return wrong(file, number, shown(line));
        }
        if (std::ranges::find(out, key->id, &MasterKey::id) != out.end()) {
            return wrong(file, number, fmt::format("{0}, {0}", key->id));
        }
        out.push_back(std::move(*key));
    } while (!text.empty());
    return out;
}

diag::Result<std::vector<MasterKey>> read_keys(const fs::path& file) {
    struct stat about {};
    if (::stat(file.c_str(), &about) != 0) {
        return diag::fail(message::file_unreadable, {.file = file.string()}, {std::strerror(errno)});
    }
    if (others_may_read(about)) {
        return diag::fail(message::key_file_open, {.file = file.string()},
                          {fmt::format("{:04o}", about.st_mode & 07777U)});
    }
    TRY(const std::string text, base::read_file(file));
    return parse_keys(text, file);
}

diag::Result<void> write_keys(const fs::path& file, std::span<const MasterKey> keys,
                              base::Overwrite overwrite) {
    TRY(base::AtomicFile out, base::AtomicFile::open(file, overwrite, base::Permissions::owner));
    for (const MasterKey& key : keys) {
        TRY_VOID(out.append(fmt::format("{} {}\n", key.id, base::to_base64(bytes_of(key.key)))));
    }
    if (overwrite == base::Overwrite::yes) { // who rotates (root) may be another than whom the keys are for
        TRY_VOID(out.preserve_owner());
    }
    TRY_VOID(out.commit());
    return base::fsync_parent_folder(file);
}

diag::Result<base::FileDescriptor> lock_keys(const fs::path& file) {
    for (;;) {
        base::FileDescriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
        struct stat held {};
        struct stat named {};
        if (!opened.ok() || ::flock(opened.number(), LOCK_EX) != 0 || ::fstat(opened.number(), &held) != 0 ||
            ::stat(file.c_str(), &named) != 0) {
            return diag::fail(message::file_unreadable, {.file = file.string()}, {std::strerror(errno)});
        }
        // if the process that held the lock before us has replaced the file, our lock is on the old one
        if (held.st_ino == named.st_ino && held.st_dev == named.st_dev) {
            return opened;
        }
    }
}

} // namespace renkei::seal
