// What became of one input: documents, or the reasons why there are none.
#pragma once

#include "gateway/diag/finding.h"

#include <cstdint>
#include <string>
#include <vector>

namespace renkei::service {

enum class Verdict : std::uint8_t {
    done,        // how well, the report says
    refused,     // nothing was made
    unreadable,  // the file could not be read at all
    unwritten,   // converted, but the result could not be written; set by whoever writes
};

struct Document {
    std::string name;   // suggested file name
    std::string bytes;  // whole, as it is to be written; JSON ends with a line feed
    bool is_json = false;
};

struct Outcome {
    std::string input;  // its name
    Verdict verdict = Verdict::done;
    std::vector<Document> documents;
    diag::Report report;
};

}  // namespace renkei::service
