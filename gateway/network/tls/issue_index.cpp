#include "gateway/network/tls/issue_index.h"

#include "gateway/core/base/file.h"
#include "gateway/core/base/file_descriptor.h"
#include "generated/messages/base.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

namespace renkei::tls {
namespace {

namespace message = diag::message;
namespace fs = std::filesystem;

constexpr std::string_view issued_word = "issued";
constexpr std::string_view revoked_word = "revoked";

// Event, serial, seconds (end of validity, or when revoked), subject. A subject holds no tab and no line
// break: RFC 2253 escapes them.
std::string line_of(std::string_view event, const Certificate& certificate, std::int64_t seconds) {
    return fmt::format("{}\t{}\t{}\t{}\n", event, certificate.serial, seconds, certificate.subject);
}

// One write at the end of the file, so that two programs cannot mix their lines.
diag::Result<void> append(const fs::path& index, const std::string& line) {
    constexpr mode_t private_mode = 0600;
    const base::FileDescriptor file(
        ::open(index.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, private_mode));
    if (!file.ok() || !base::write_all(file.number(), line) || ::fsync(file.number()) != 0) {
        return diag::fail(message::file_unwritable, {.file = index.string()}, {std::strerror(errno)});
    }
    return {};
}

struct Line {
    std::string_view event;
    std::string_view serial;
    std::int64_t seconds = 0;
    std::string_view subject;
};

std::optional<Line> read_line(std::string_view text) {
    std::array<std::string_view, 4> cells{};
    for (std::string_view& cell : cells) {
        cell = text.substr(0, text.find('\t'));
        text.remove_prefix(std::min(cell.size() + 1, text.size()));
    }
    Line out{.event = cells[0], .serial = cells[1], .subject = cells[3]};
    const auto [end, error] =
        std::from_chars(cells[2].data(), cells[2].data() + cells[2].size(), out.seconds);
    const bool whole =
        error == std::errc() && end == cells[2].data() + cells[2].size() && !out.serial.empty();
    return whole && (out.event == issued_word || out.event == revoked_word) ? std::optional(out)
                                                                            : std::nullopt;
}

void add_line(std::vector<IssuedCertificate>& all, const Line& line) {
    auto found = std::ranges::find(all, line.serial, &IssuedCertificate::serial);
    if (found == all.end()) {
        found =
            all.insert(all.end(), {.serial = std::string(line.serial), .subject = std::string(line.subject)});
    }
    (line.event == issued_word ? found->not_after : found->revoked) = line.seconds;
}

} // namespace

diag::Result<void> record_issued(const fs::path& index, const Certificate& certificate) {
    return append(index, line_of(issued_word, certificate, certificate.not_after));
}

diag::Result<void> record_revoked(const fs::path& index, const Certificate& certificate, std::int64_t at) {
    return append(index, line_of(revoked_word, certificate, at));
}

diag::Result<std::vector<IssuedCertificate>> read_index(const fs::path& index) {
    TRY(const std::string text, base::read_file(index));
    std::vector<IssuedCertificate> out;
    std::uint32_t number = 1;
    for (std::string_view rest = text; !rest.empty(); ++number) {
        const std::size_t end = rest.find('\n');
        const std::optional<Line> line =
            end == std::string_view::npos ? std::nullopt : read_line(rest.substr(0, end));
        if (!line) {
            // a line that is lost could be a revocation that is forgotten
            return diag::fail(message::file_unreadable, {.file = index.string(), .line = number},
                              {"issued|revoked SERIAL SECONDS SUBJECT"});
        }
        add_line(out, *line);
        rest.remove_prefix(end + 1);
    }
    return out;
}

} // namespace renkei::tls
