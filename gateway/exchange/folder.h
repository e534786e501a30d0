// The drop folder of a peer that exchanges files: what it puts into inbox/ is taken in as its submission; the file ends in done/ or
// refused/ with NAME.result.json beside it. Between, it lies in work/: whoever finds it there after a crash goes on, and taking in the
// same content twice changes nothing.
#pragma once

#include "gateway/base/descriptor.h"
#include "gateway/exchange/arrivals.h"
#include "gateway/diag/result.h"

#include <filesystem>
#include <functional>
#include <optional>

namespace renkei::exchange {

struct FolderAnswer {
    enum class Kind : std::uint8_t {
        taken,
        refused,
        later, // nothing is wrong with the file; it stays in work/
    };
    Kind kind = Kind::later;
    std::string result{}; // JSON
};
using TakeFile = std::function<FolderAnswer(std::string_view bytes, const std::string& file_name)>;

struct FolderSettings {
    std::filesystem::path root{};
    base::Millis settle_ms = 2000;
    base::Millis stale_ms = 60'000;
    std::size_t most_bytes = 64U << 20;
};

class Folder {
public:
    // Makes inbox/, work/, done/, refused/ where they are missing.
    static diag::Result<Folder> open(FolderSettings settings, TakeFile take);

    // Goes through work/, then takes what is complete in inbox/; how many files it finished. `now` never goes back.
    diag::Result<std::size_t> scan(base::Millis now);

private:
    enum class Step : std::uint8_t { finished, not_ours, later };
    Folder(FolderSettings settings, TakeFile take);
    diag::Result<Step> work_on(const std::string& name);
    diag::Result<Step> claim_and_work_on(const std::string& name);
    diag::Result<FolderAnswer> read_and_take(int file, const std::string& name);
    diag::Result<void> put_away(const std::string& name, const FolderAnswer& answer);

    FolderSettings settings_;
    TakeFile take_;
    Arrivals arrivals_;
    std::filesystem::path inbox_;
    std::filesystem::path work_;
};

} // namespace renkei::exchange
