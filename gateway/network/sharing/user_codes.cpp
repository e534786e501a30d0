#include "gateway/network/sharing/user_codes.h"

#include "gateway/network/sharing/access_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace renkei::sharing {

diag::Result<UserCodes> UserCodes::load(const std::filesystem::path& folder) {
    enum : std::size_t { system, code, meaning, japanese, english, provenance };
    constexpr std::array<std::string_view, 6> job_head{"system",   "code",     "job",
                                                       "title_ja", "title_en", "provenance"};
    constexpr std::array<std::string_view, 6> purpose_head{"system",   "code",     "purpose",
                                                           "title_ja", "title_en", "provenance"};
    const auto key_of = [](AccessTable& table, std::size_t row) {
        table.is_once(row, fmt::format("{}|{}", table.text(row, system), table.text(row, code)));
        table.place(row, provenance, table.text(row, provenance), provenances);
        return Key(table.text(row, system), table.text(row, code));
    };
    UserCodes out;
    TRY(AccessTable jobs, AccessTable::read(folder, "jobs.tsv", job_head));
    for (std::size_t row = 0; row < jobs.size(); ++row) {
        const std::string job(jobs.text(row, meaning));
        out.jobs_.emplace(key_of(jobs, row), job);
        out.titles_.emplace(job, jobs.title(row, japanese));
    }
    TRY_VOID(jobs.finish());
    TRY(AccessTable purposes, AccessTable::read(folder, "purposes.tsv", purpose_head));
    for (std::size_t row = 0; row < purposes.size(); ++row) {
        out.purposes_.emplace(key_of(purposes, row), purposes.word<Purpose>(row, meaning));
    }
    TRY_VOID(purposes.finish());
    return out;
}

std::string UserCodes::job_of(std::span<const policy::Code> roles) const {
    std::string out;
    for (const policy::Code& role : roles) {
        const auto found = jobs_.find({role.system, role.code});
        if (found == jobs_.end() || found->second == out) {
            continue;
        }
        if (!out.empty()) {
            return {};
        }
        out = found->second;
    }
    return out;
}

std::optional<Purpose> UserCodes::purpose_of(std::span<const policy::Code> purposes) const {
    std::optional<Purpose> out;
    for (const policy::Code& each : purposes) {
        const auto found = purposes_.find({each.system, each.code});
        if (found == purposes_.end() || (out && *out != found->second)) {
            return Purpose::unknown;
        }
        out = found->second;
    }
    return out;
}

std::vector<std::string_view> UserCodes::jobs() const {
    std::vector<std::string_view> out;
    std::ranges::transform(titles_, std::back_inserter(out),
                           [](const auto& row) { return std::string_view(row.first); });
    return out;
}

const Title* UserCodes::title_of_job(std::string_view job) const {
    const auto found = titles_.find(job);
    return found == titles_.end() ? nullptr : &found->second;
}

} // namespace renkei::sharing
