// A record of the insurer as a source beside the documents: what it says counts in an eligibility check as
// what a document of its day says.
#pragma once

#include "gateway/network/mhd/summary/summary_document.h"

namespace renkei::mhd {

struct RecordSource {
    std::string type{}; // of its resource
    std::string id{};
    std::string json{};
    std::string name{}; // for people
    std::string date{};
};

// An entry of each section that searches for its type.
void add_record(const RecordSource& record, const std::vector<SummarySection>& sections, SummaryContent& out);

} // namespace renkei::mhd
