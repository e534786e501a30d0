// What the codes of an access token mean for who may see what: jobs and purposes (mappings/access/jobs.tsv,
// purposes.tsv). An unknown code opens nothing.
#pragma once

#include "gateway/core/diag/result.h"
#include "gateway/network/policy/caller.h"
#include "gateway/network/sharing/title.h"
#include "gateway/network/sharing/words.h"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace renkei::sharing {

class UserCodes {
public:
    // Reads the folder mappings/access.
    static diag::Result<UserCodes> load(const std::filesystem::path& folder);

    // The job that the roles stand for. Empty: none of them is known, or they stand for several: a user who
    // is care manager and clerk would else read as the one what was asked for as the other.
    std::string job_of(std::span<const policy::Code> roles) const;
    // Nothing: no purpose is stated. Unknown: a code is unknown, or they stand for several purposes.
    std::optional<Purpose> purpose_of(std::span<const policy::Code> purposes) const;

    std::vector<std::string_view> jobs() const;
    const Title* title_of_job(std::string_view job) const; // null: it is none

private:
    using Key = std::pair<std::string, std::string>; // system and code
    std::map<Key, std::string> jobs_;
    std::map<std::string, Title, std::less<>> titles_; // by job
    std::map<Key, Purpose> purposes_;
};

} // namespace renkei::sharing
