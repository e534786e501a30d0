// One statement about input (what, how bad, where, about which item) and a report of many.
#pragma once

#include "gateway/core/diag/message.h"
#include "gateway/core/diag/where.h"

#include <cstddef>
#include <string>
#include <vector>

namespace renkei::diag {

struct Finding {
    Message message{};
    Severity severity{};
    Where where;
    std::vector<std::string> args;
    std::string item; // item id of the form, or empty
    std::string name; // its printed name
    std::string
        value; // what was found, as written; may hold personal data: for the sender's eyes, never for a log
};

Finding finding(Message message, Where where, std::vector<std::string> args = {});

// Findings in the order they were made. Keeps at most `limit`; the rest is counted, never forgotten. An error
// takes the place of what is milder.
class Report {
public:
    static constexpr std::size_t default_limit = 10'000;
    explicit Report(std::size_t limit = default_limit) : limit_(limit) {}

    Finding& add(Finding finding);
    Finding& add(Message message, Where where, std::vector<std::string> args = {});
    void append(const Report& other);
    void append_not_shown(const Report& other);               // what it counted without keeping it
    void add_not_shown(Severity severity, std::size_t count); // what its maker counted without keeping it

    const std::vector<Finding>& findings() const { return findings_; }
    bool empty() const { return total_ == 0; }
    std::size_t total() const { return total_; }
    std::size_t count(Severity severity) const { return counts_[static_cast<std::size_t>(severity)]; }
    std::size_t not_shown() const { return total_ - findings_.size(); }
    std::size_t not_shown(Severity severity) const;
    bool has(Message message) const;
    bool at_least(Severity severity) const; // is there a finding of this severity or worse?
    void set_file(const std::string& file); // for findings without one

private:
    std::vector<Finding> findings_;
    Finding overflow_; // what add() hands out once the limit is reached
    std::size_t counts_[3] = {0, 0, 0};
    std::size_t total_ = 0;
    std::size_t limit_;
};

// "file:3:7: error[R004]: 生年月日 (birth_date): …"
std::string to_text(const Finding& finding, Language language);

} // namespace renkei::diag
