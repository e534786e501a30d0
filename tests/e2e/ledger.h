// What a sender knows of its documents: which were acknowledged, and which have to be sent again. And whether
// a gateway has just those.
#pragma once

#include "site.h"

#include <set>
#include <string>
#include <vector>

namespace renkei::e2e {

// The value of RENKEI_CRASH_ROUNDS; `otherwise` if it is not set.
int crash_rounds(int otherwise);
// Names of all the places in the code where a test may kill the program, so that a new one is tried without
// anybody listing it.
std::vector<std::string> crash_steps();

class Ledger {
public:
    explicit Ledger(std::string mark = "CRASH-") : mark_(std::move(mark)) {}

    // Sends at most `most` documents, first those without an answer; stops if there is no answer.
    void send(Client& client, int most);
    // Sends the documents without an answer again; false if one of them still gets none.
    bool send_again(Client& client);

    std::multiset<std::string> acknowledged() const { return {acknowledged_.begin(), acknowledged_.end()}; }
    void take_over(const Ledger& other) {
        acknowledged_.insert(other.acknowledged_.begin(), other.acknowledged_.end());
    }

    // How many documents this peer finds, and their own ids.
    static std::size_t count_at(Site& site, const std::string& peer);
    static std::multiset<std::string> names_at(Site& site, const std::string& peer);

private:
    bool offer(Client& client, const std::string& id);

    std::string mark_; // "CRASH-…", before five digits: a document's own id
    std::string document_ = fixture("admission/unknown.csv");
    std::set<std::string> acknowledged_{};
    std::set<std::string> unanswered_{};
    int next_ = 1;
};

} // namespace renkei::e2e
