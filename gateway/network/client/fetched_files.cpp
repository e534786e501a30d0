#include "gateway/network/client/fetched_files.h"

#include "gateway/core/base/file.h"
#include "generated/messages/base.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <string_view>

namespace renkei::client {
namespace {

constexpr std::string_view first_line =
    "# fetched by renkei: delivery, document, version, SHA-256, name. Keep this file.\n";

tl::unexpected<diag::Error> unwritable(const std::filesystem::path& file) {
    return diag::fail(message::file_unwritable, {.file = file.string()}, {std::strerror(errno)});
}

// The part of a line before the next blank.
std::string_view take_word(std::string_view& line) {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view out = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return out;
}

std::optional<FetchedEntry> entry_in(std::string_view line) {
    FetchedEntry out{.delivery = std::string(take_word(line)), .document = std::string(take_word(line))};
    const std::string_view version = take_word(line);
    const auto read = std::from_chars(version.data(), version.data() + version.size(), out.version);
    out.sha256 = take_word(line);
    out.name = line;
    const bool is_whole = read.ec == std::errc() && read.ptr == version.data() + version.size() &&
                          !out.sha256.empty() && !out.name.empty();
    return is_whole ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

diag::Result<FetchedFiles> FetchedFiles::open(const std::filesystem::path& folder) {
    const std::filesystem::path file = folder / fetched_files_name;
    base::FileDescriptor opened(
        ::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!opened.ok() || ::flock(opened.number(), LOCK_EX) != 0) {
        return unwritable(file);
    }
    TRY(const std::string text, base::read_file(file));
    FetchedFiles out(file, std::move(opened));
    if (text.empty()) {
        TRY_VOID(base::sync_directory(folder));
    }
    out.take(text);
    return out;
}

void FetchedFiles::take(const std::string& text) {
    is_cut_ = !text.empty() && text.back() != '\n';
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        if (end == std::string::npos) {
            return; // what it was to name was not put yet
        }
        const std::string_view line = std::string_view(text).substr(at, end - at);
        if (std::optional<FetchedEntry> entry = entry_in(line); entry && !line.starts_with('#')) {
            note(*std::move(entry));
        }
        at = end + 1;
    }
}

void FetchedFiles::note(FetchedEntry entry) {
    by_delivery_[entry.delivery] = entries_.size();
    owners_.try_emplace(entry.name, entry.delivery);
    by_document_.emplace(entry.document, entries_.size());
    entries_.push_back(std::move(entry));
}

const FetchedEntry* FetchedFiles::find(const std::string& delivery) const {
    const auto found = by_delivery_.find(delivery);
    return found == by_delivery_.end() ? nullptr : &entries_[found->second];
}

bool FetchedFiles::is_free(const std::string& name, const std::string& delivery) const {
    const auto found = owners_.find(name);
    return found == owners_.end() || found->second == delivery;
}

std::vector<FetchedEntry> FetchedFiles::files_of(const std::string& document) const {
    std::vector<FetchedEntry> out;
    std::uint32_t withdrawn = 0; // versions up to this one
    const auto [begin, end] = by_document_.equal_range(document);
    for (auto it = begin; it != end; ++it) {
        const FetchedEntry& entry = entries_[it->second];
        if (entry.is_notice()) {
            withdrawn = std::max(withdrawn, entry.version);
        } else {
            out.push_back(entry);
        }
    }
    std::erase_if(out, [withdrawn](const FetchedEntry& it) { return it.version <= withdrawn; });
    return out;
}

diag::Result<void> FetchedFiles::add(const FetchedEntry& entry) {
    if (const FetchedEntry* const known = find(entry.delivery); known != nullptr && *known == entry) {
        return {};
    }
    const std::string line = fmt::format(
        "{}{}{} {} {} {} {}\n", entries_.empty() && !is_cut_ ? first_line : "", is_cut_ ? "\n" : "",
        entry.delivery, entry.document, entry.version, entry.sha256, entry.name);
    if (!base::write_all(opened_.number(), line) || ::fsync(opened_.number()) != 0) {
        is_cut_ = true;
        return unwritable(file_);
    }
    is_cut_ = false;
    note(entry);
    return {};
}

} // namespace renkei::client
