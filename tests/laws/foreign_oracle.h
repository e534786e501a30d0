// What became of a single change to a document: was it read, or else did the report say so, or does it mean
// nothing?
#pragma once

#include "tests/laws/foreign_changes.h"
#include "tests/laws/law.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace renkei::laws {

enum class Outcome : std::uint8_t {
    carried,   // filled again, the changed value stands there
    withheld,  // nothing does, and the report says so
    reported,  // the old value does, and an error says what stands beside it
    elsewhere, // what holds the change gives the record nothing that does not stand elsewhere, too
    harmless,  // the change means nothing: harmless.tsv
    refused,   // the document is
    wrong,
};
constexpr std::string_view outcome_names[] = {"carried",  "withheld", "reported", "elsewhere",
                                              "harmless", "refused",  "WRONG"};

class ForeignDocument {
public:
    ForeignDocument(Lens& lens, const DraftRow& draft);

    const std::vector<Change>& changes() const { return changes_; }
    Outcome assess(const Change& change);
    const std::string& findings() const { return findings_; } // of the last change

private:
    // Values by R4's path, without indices: rows and resources may move.
    using Values = std::map<std::pair<std::string, std::string>, int>;

    static Values values_of(const std::string& bundle);
    Outcome unmoved(const Change& change, const diag::Report& loss);
    int more(const Values& now, const std::string& path, const std::string& value) const;
    bool holds_added(const Change& change, const Values& now);
    const std::string& without_holder(const Change& change);
    bool is_understood(const Change& change) const;
    bool is_unread(const Change& change, const diag::Report& loss);
    bool loses_old_target(const Change& change, const diag::Report& loss) const;
    bool is_compared(const Change& change);
    bool is_read_below(const std::string& path);
    void remove_listed(Json& bundle, const Json& section) const;

    Lens& lens_;
    record::Record record_;
    std::string text_;
    std::string canonical_;
    Values values_;
    Json bundle_;
    std::vector<Change> changes_;
    std::map<std::string, std::string> without_; // what is read without an object, by its path
    std::map<std::string, bool> compared_;       // by the path of the leaf
    std::map<std::string, bool> read_;           // by the path of the object
    std::string findings_;
};

} // namespace renkei::laws
