// What documents say of the person: the newest one that says something of a kind (name, address …) counts,
// and what older ones say otherwise is shown beside it, as what differs.
#pragma once

#include "gateway/core/json/tree.h"
#include "gateway/network/mhd/summary/summary_line.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace renkei::mhd {

class SummaryPerson {
public:
    struct Statement {
        PersonStatement kind = PersonStatement::other;
        SummaryLine line{};
        std::string key{};   // the same for the same statement, however it is written
        bool is_new = false; // no document before said it
    };
    // Of the next document; newer ones come first. Of a document that was entered in error no death counts.
    std::vector<Statement> add(const json::Tree& tree, json::NodeId patient, bool is_in_error);

private:
    std::map<std::string, std::set<std::string>, std::less<>>
        said_; // values by kind: of the newest, and others
};

} // namespace renkei::mhd
