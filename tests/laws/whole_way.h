// What became of a single change to a document at the end of its way: does the page say it, or does the
// report name it, or does it mean nothing?
#pragma once

#include "tests/laws/change_rules.h"
#include "tests/laws/journey.h"

#include <map>
#include <string>
#include <vector>

namespace renkei::laws {

enum class Arrival : std::uint8_t {
    said,     // the page has other words, and these hold the change
    reported, // an error beside the old words names it
    warned,   // a warning does
    withheld, // what the change qualifies is not on the page any longer, and the report says so
    absent,   // what holds the change is not on the page, changed or not
    harmless, // harmless.tsv, and what the tables call the same
    refused,  // the document is
    wrong,
};
constexpr std::string_view arrival_names[] = {"said",   "reported", "warned",  "withheld",
                                              "absent", "harmless", "refused", "WRONG"};

// The kind of a change, for people: what it does to what stands beside it.
std::string family_of(const Change& change);

class WholeWay {
public:
    // `form`: of the bundle
    WholeWay(const Journey& journey, Json bundle, const form::Form& form);

    bool is_whole() const { return !start_.is_refused; }
    const std::vector<Change>& changes() const { return changes_; }
    const End& start() const { return start_; }
    Arrival assess(const Change& change);
    std::string shown() const { return shown_; } // of the last change: other words, new findings

private:
    // `stands`: the words that the change is about are still on the page
    std::vector<const Said*> news(const End& end) const;
    bool is_named(const Change& change, const End& end, diag::Severity severity, bool stands) const;
    bool is_mentioned(const Change& change, const End& end) const;
    bool depends_on(const Way& object);
    bool says(const Change& change, const Words& more) const;
    bool means_nothing(const Change& change) const;

    const Journey& journey_;
    Json bundle_;
    std::vector<Change> changes_;
    End start_;
    std::map<std::string, int> known_;    // findings about the unchanged document
    std::map<std::string, bool> depends_; // by the path of the object
    std::string shown_;
};

// A bundle whose modifiers say nothing against its facts, so that these reach the end of the way.
Json without_doubt(Json bundle);
// Changes that the tables do not make: one more element of an array, labels, timings, days to come, other
// codes of the form's lists.
std::vector<Change> further_changes_of(const Json& bundle, const form::Form& form);

} // namespace renkei::laws
