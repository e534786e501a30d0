// Judges what another program made from the inputs of the conformance kit: its results are compared as
// records, so the order of entries, ids, narrative and extra content are free.
#pragma once

#include "gateway/service/conform_kit.h"
#include "gateway/service/worker.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::service {

enum class Fate : std::uint8_t {
    passed,
    failed,     // another record, or a result where the input had to be refused
    missing,    // no result
    unreadable, // a result that is no document of the form, or none of the kind that was asked for
};

struct Judgement {
    const ConformCase* about = nullptr; // of the kit
    std::string file;                   // the result; empty if there is none
    Fate fate = Fate::passed;
    diag::Report
        report; // why it did not pass; of a passed one: what its bundle says besides, at odds with the record
};

// What a program made of the input of a case.
struct Given {
    std::string name{};            // of the result: its file, or the request that it answers
    std::optional<Input> result{}; // none: the program refused the input
    bool is_known = true;          // false: neither a result nor a refusal can be had
    diag::Report why{};            // of what is not there
};

class Results {
public:
    virtual ~Results() = default;
    virtual Given of(const ConformCase& about) = 0; // asked for each case whose result is judged, in their order
};

// Empty `form`: all cases.
std::vector<Judgement> judge(Worker& worker, const Kit& kit, Results& results, const std::string& form);
// `results` holds one file per case: <case id>.json .ndjson .csv (or .CSV).
std::vector<Judgement> judge(Worker& worker, const Kit& kit, const std::filesystem::path& results,
                             const std::string& form);

// One result against the record that is expected, as canonical text; `kind`: what the result must be.
void judge_result(Worker& worker, const Input& result, Kind kind, std::string_view expected, Judgement& out);

struct Tally {
    std::size_t of[4] = {0, 0, 0, 0}; // per fate
    std::size_t operator[](Fate fate) const { return of[static_cast<std::size_t>(fate)]; }
};
Tally tally(const std::vector<Judgement>& judgements);

// The records in an input as the kit writes them: canonical texts, separated by an empty line. `kind` and
// `form`: what is expected. Anything else fails, with everything that is wrong in the report.
bool read_records(Worker& worker, const Input& input, const ConformCase& about, Kind kind, std::string& text,
                  diag::Report& report);

} // namespace renkei::service
