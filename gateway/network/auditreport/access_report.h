// A report on who asked for what, for people: the events about a person, an office or a document as lines by
// day and caller. It says nothing of the content of documents.
#pragma once

#include "gateway/core/base/clock.h"
#include "gateway/network/audit/event.h"
#include "gateway/network/policy/peer.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace renkei::auditreport {

enum class SubjectKind : std::uint8_t { person, office, document };

struct Subject {
    SubjectKind kind = SubjectKind::person;
    std::string name{}; // as it was asked for
};

struct Period { // both ends count; empty: without limit
    std::optional<base::Millis> since{};
    std::optional<base::Millis> until{};
    bool contains(base::Millis at) const;
};

enum class Result : std::uint8_t {
    done,
    refused,
    failed,
    unneeded, // a delivery that was cancelled before it was sent: nothing was given
    unshown,  // the caller may see it, and asked for a format in which it is not there (406)
};

// Equal events of one caller on one day.
struct Line {
    std::string day{};    // in Japan
    std::string caller{}; // id of the peer; else "certificate:HEX", "address:ADDRESS", or empty: this gateway
    std::string interaction{};
    std::string reason{}; // code
    std::string ground{}; // policy::Ground: of the care hub; empty: direct exchange
    std::string about{};  // id of the peer that was acted on, or empty
    std::string user{};   // of the caller, as its access token said; empty: the organisation itself asked
    bool is_said = false; // the user typed it as a name, without a token
    std::string job{};
    std::string purpose{};   // "SYSTEM|CODE", with blanks between several
    std::string emergency{}; // the reason that the caller stated for one; empty: none was stated
    Result result = Result::done;
    std::vector<std::string> documents{}; // ids, those of the subject
    base::Millis first = 0;
    base::Millis last = 0;
    std::uint64_t times = 0;
};

struct Counts {
    std::uint64_t accesses = 0; // by others: requests to this gateway, and deliveries to them
    std::uint64_t organisations = 0;
    std::uint64_t refused = 0; // of the accesses
    std::uint64_t failed = 0;
    std::uint64_t own = 0; // of this gateway and its operator
};

// What is known of a document that a line names.
struct DocumentFacts {
    std::string form{}; // title of the form; empty: none
    base::Millis received = 0;
    bool is_kept = false; // false: retention deleted it
};

// What the report rests on.
struct Trail {
    std::uint64_t events = 0; // of all subjects
    std::uint64_t chains = 0;
    std::uint64_t anchored = 0;           // of the chains: compared with an anchor, which shows a cut end
    std::optional<base::Millis> begins{}; // the first event
    std::uint64_t breaks = 0;             // in the chains
    std::uint64_t unreadable = 0;         // events
    std::uint64_t lost = 0;               // events that the chains report as damaged before they came in
    std::uint64_t spooled = 0;            // events that are not in the chains yet
    bool is_damaged() const { return breaks != 0 || unreadable != 0 || lost != 0; }
    bool is_whole() const { return events != 0 && !is_damaged(); }
};

struct AccessReport {
    Subject subject{};
    Period period{};
    base::Millis made = 0;
    std::vector<Line> lines{}; // by day, then by the caller's first access, then by time
    Counts counts{};
    std::map<std::string, policy::Peer> peers{}; // by id; a peer that was removed has no entry
    std::map<std::string, DocumentFacts> documents{};
    Trail trail{};
    bool is_person_unknown = false; // no event of any time is about the number that was asked for
};

class ReportBuilder {
public:
    static constexpr std::size_t max_lines = 100'000;

    // An event about the subject, reduced to what is the subject's part (audit/person_part.h). In any order.
    void add(const audit::Event& event);
    bool is_too_long() const { return lines_.size() > max_lines; } // then no more is added
    // Lines, counts; everything else is the caller's.
    AccessReport take();

private:
    std::map<std::string, Line> lines_{}; // by everything in which events of one line are equal
};

// "文書 1" in lines: the number of each document, by its first appearance.
std::map<std::string, std::size_t> document_numbers(const AccessReport& report);

} // namespace renkei::auditreport
