// Judges what another program made from the inputs of the conformance kit. Its results are compared as records and judged as
// FHIR: the order of entries, ids, the wording of narratives and extra content are free.
#pragma once

#include "gateway/service/conform_kit.h"
#include "gateway/service/conform_scope.h"
#include "gateway/service/validation.h"
#include "gateway/service/worker.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::service {

enum class Fate : std::uint8_t {
    passed,
    failed,     // another record, no good FHIR, or a result where the input had to be refused
    missing,    // no result, or no sign that the input was refused
    unreadable, // a result that is no document of the form, or none of the kind that was asked for
};

struct Judgement {
    const ConformCase* about = nullptr; // of the kit
    std::string file;                   // the result; empty if there is none
    Fate fate = Fate::passed;
    diag::Report
        report; // why it did not pass; of a passed one: what its bundle says besides
};

// What a program says that it did with an input.
enum class Answer : std::uint8_t { none, accepted, refused };

// What a program made of the input of a case.
struct Given {
    std::string name{};            // of the result: its file, or the request that it answers
    std::optional<Input> result{};
    Answer answer = Answer::none;
    bool is_known = true; // false: what it did cannot be had
    diag::Report why{};   // of a refusal, and of what is not there
};

class Results {
public:
    virtual ~Results() = default;
    virtual Given of(const ConformCase& about) = 0; // asked for each case of the scope, in their order
};

// What judging works with. Both outlive it.
struct JudgeTools {
    Worker& worker;
    Validation& validation;
};

std::vector<Judgement> judge(JudgeTools tools, const Kit& kit, Results& results, const Scope& scope);
// `results` holds the files of conform_folder.h.
std::vector<Judgement> judge(JudgeTools tools, const Kit& kit, const std::filesystem::path& results,
                             const Scope& scope);

// One result against the record that is expected, as canonical text; `kind`: what the result must be.
void judge_result(JudgeTools tools, const Input& result, Kind kind, std::string_view expected, Judgement& out);

struct Tally {
    std::size_t of[4] = {0, 0, 0, 0}; // per fate
    std::size_t operator[](Fate fate) const { return of[static_cast<std::size_t>(fate)]; }
};
Tally tally(const std::vector<Judgement>& judgements);

// The records in an input as the kit writes them: canonical texts, separated by an empty line. `kind` and
// `form`: what is expected. Anything else fails, with everything that is wrong in the report. `each`: called with every document.
using EachDocument = std::function<void(const Source&, forms::Record&)>;
bool read_records(Worker& worker, const Input& input, const ConformCase& about, Kind kind, std::string& text,
                  diag::Report& report, const EachDocument& each = {});

} // namespace renkei::service
