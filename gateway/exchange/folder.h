// The drop folder of a peer that exchanges files: what it puts into inbox/ is taken in as its submission; the file ends in done/ or
// refused/ with NAME.result.json beside it. Between, it lies in work/: whoever finds it there after a crash goes on, and taking in the
// same content twice changes nothing. The peer may write inbox/, so nothing that lies there is trusted to be a file.
#pragma once

#include "gateway/exchange/arrivals.h"
#include "gateway/exchange/directory.h"
#include "gateway/exchange/setbacks.h"

namespace renkei::exchange {

struct FolderAnswer {
    enum class Kind : std::uint8_t {
        taken,
        refused,
        later, // nothing is wrong with the file; it stays in work/
    };
    Kind kind = Kind::later;
    std::string result{};         // JSON
    std::string_view problem{};   // refused: the id of the message that says why
};
// Why no file may be taken now; nothing: they may.
using WhyShut = std::function<std::optional<diag::Error>()>;
using TakeFile = std::function<FolderAnswer(std::string_view bytes, const std::string& file_name)>;

// What lies there and is not taken, and why. Names stay untold.
struct Ignored {
    std::size_t partial = 0;   // in inbox/: hidden, or with the ending of one that is being written, though nobody writes it any more
    std::size_t not_files = 0; // in inbox/: folders, links
    std::size_t outside = 0;   // beside inbox/
    std::size_t total() const { return partial + not_files + outside; }
    bool operator==(const Ignored&) const = default;
};

struct FolderSettings {
    std::filesystem::path root{};
    base::Millis settle_ms = 2000;
    base::Millis stale_ms = 60'000;
    std::size_t most_bytes = 64U << 20;
    // A file was put into refused/. Its name stays untold: whoever named it may have named a person.
    std::function<void(std::string_view problem)> tell_of_refused = [](std::string_view) {};
    // Whenever there is more or less that is not taken.
    std::function<void(const Ignored& before, const Ignored& now)> tell_of_ignored = [](const Ignored&, const Ignored&) {};
};

// What is wrong in the folder with this root.
using OnProblem = std::function<void(const std::filesystem::path& root, const diag::Error& problem)>;

class Folder {
public:
    // Makes inbox/, work/, done/, refused/ where they are missing.
    static diag::Result<Folder> open(FolderSettings settings, TakeFile take, WhyShut why_shut = {});
    // Whether open() would find all of them there. Makes none; an error: they could not be made, or no file could be moved through them.
    static diag::Result<bool> look(const std::filesystem::path& root);

    // Goes through work/, then takes what is complete in inbox/; how many files it finished. `now` never goes back. What is wrong with
    // one file is told and holds up no other one; an error is about the folder, and every file stays where it is.
    diag::Result<std::size_t> scan(base::Millis now, const OnProblem& tell = {});
    const std::filesystem::path& root() const { return settings_.root; }

private:
    enum class Step : std::uint8_t { finished, not_ours, later };
    // Opened anew for each scan: a share may have come back in the place of an empty folder.
    struct Rooms {
        Directory root;
        Directory inbox;
        Directory work;
        Directory done;
        Directory refused;
    };
    using Work = diag::Result<Step> (Folder::*)(const Rooms& rooms, const std::string& name);
    struct Scan {
        base::Millis now = 0;
        const OnProblem& tell;
        std::size_t finished = 0;
    };

    Folder(FolderSettings settings, TakeFile take, WhyShut why_shut)
        : settings_(std::move(settings)), take_(std::move(take)), why_shut_(std::move(why_shut)), arrivals_(settings_.settle_ms, settings_.stale_ms) {}
    diag::Result<Rooms> open_rooms() const;
    void note_ignored(const Ignored& now);
    // False: what comes after these must wait.
    bool go_through(const Rooms& rooms, const std::vector<std::string>& names, Work work, Scan& scan);
    diag::Result<Step> guarded(const Rooms& rooms, const std::string& name, Work work);
    diag::Result<Step> resume(const Rooms& rooms, const std::string& name);
    diag::Result<Step> claim(const Rooms& rooms, const std::string& name);
    diag::Result<Step> work_on(const Rooms& rooms, const std::string& name, const base::Descriptor& file);
    diag::Result<FolderAnswer> read_and_take(const base::Descriptor& file, const std::string& name);
    diag::Result<void> put_away(const Rooms& rooms, const std::string& name, const FolderAnswer& answer);

    FolderSettings settings_;
    TakeFile take_;
    WhyShut why_shut_;
    Arrivals arrivals_;
    Setbacks setbacks_;
    Ignored ignored_{};
};

} // namespace renkei::exchange
