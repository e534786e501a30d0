// A folder with what a program made of the kit's inputs, one file per case, named after its id:
//   <id>.json .ndjson .xml .csv .CSV   the result
//   <id>.outcome.json                  an OperationOutcome: the input was refused if an issue has severity
//                                      error or fatal and speaks of the content, and accepted if none has
//   <id>.answer.txt                    the same in words: the first line is "accepted", "refused" or
//                                      "crashed"; the lines below it give the reason of a refusal
#pragma once

#include "gateway/forms/conform/compare/conform.h"

#include <optional>
#include <string>
#include <string_view>

namespace renkei::conform {

class ResultFolder final : public CaseResults {
public:
    // Both outlive it.
    ResultFolder(EvaluationTools tools, const std::filesystem::path& folder)
        : tools_(tools),
          folder_(folder) {}
    CaseResult of(const ConformCase& about) override;

private:
    void read_answer(const ConformCase& about, CaseResult& given) const;
    std::string wanted(const ConformCase& about) const;

    EvaluationTools tools_;
    const std::filesystem::path& folder_;
};

// A program that failed instead of refusing an input: the line of a reason in which a runtime, a shell or the
// operating system reports a crash, a timeout or a kill. Nothing: the reason is in the program's own words.
std::optional<std::string> failure_in(std::string_view reason);

// Does this code of OperationOutcome.issue (R4 issue-type) speak of the server or the caller instead of the
// content: one of the codes below `transient` and `security`?
bool is_failure_code(std::string_view code);

} // namespace renkei::conform
