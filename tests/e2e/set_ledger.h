// What two offices send one another as sets of files, and what the law of these sets says is in force then:
// of each kind, person and period what has the latest time stamp, or nothing if that is a deletion.
#pragma once

#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::e2e {

struct SetFile {
    std::string name{};
    std::string bytes{};
};

struct SentSet {
    std::string stamp{};
    std::string key{}; // what replaces and deletes it has the same one
    bool is_deletion = false;
    std::vector<SetFile> files{};
};

class SetLedger {
public:
    explicit SetLedger(unsigned seed) : chance_(seed) {}

    // So many sets, corrections and deletions, some with a stamp before that of what was sent already.
    std::vector<SentSet> next(int count);
    const std::vector<SentSet>& sent() const { return sent_; }
    // Files in force, with their content; deletions themselves stay, too.
    std::map<std::string, std::string> in_force() const;
    // Of all that was sent: which files have the stamp.
    const SentSet& set_of(const std::string& stamp) const;

private:
    SentSet make(std::size_t kind, int person, bool is_deletion);

    std::mt19937 chance_;
    int moment_ = 0;
    std::vector<SentSet> sent_{};
};

} // namespace renkei::e2e
