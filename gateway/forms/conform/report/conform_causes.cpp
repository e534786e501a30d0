#include "gateway/core/diag/finding.h"
#include "gateway/forms/conform/report/conform_rows.h"
#include "generated/messages/conform.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace renkei::conform {
namespace {

struct Cause {
    std::size_t findings = 0;
    std::set<const ConformCase*> cases{};
    const diag::Finding* first = nullptr;
};

} // namespace

std::vector<diag::Finding> frequent_causes(const std::vector<CaseEvaluation>& evaluations,
                                           diag::Language language) {
    constexpr std::size_t many = 10; // findings
    constexpr std::size_t most = 5;  // causes
    std::map<std::string, Cause> all;
    for (const CaseEvaluation& each : evaluations) {
        if (each.verdict == CaseVerdict::passed) {
            continue;
        }
        for (const diag::Finding& finding : each.report.findings()) {
            Cause& cause = all[fmt::format("{}\n{}\n{}", diag::row(finding.message).id, finding.item,
                                           without_indices(finding.where.path))];
            ++cause.findings;
            cause.cases.insert(each.about);
            cause.first = cause.first == nullptr ? &finding : cause.first;
        }
    }
    std::vector<const Cause*> frequent;
    for (const auto& [key, cause] : all) {
        if (cause.findings >= many) {
            frequent.push_back(&cause);
        }
    }
    std::ranges::stable_sort(frequent, std::ranges::greater(), &Cause::findings);
    frequent.resize(std::min(frequent.size(), most));
    std::vector<diag::Finding> out;
    for (const Cause* const cause : frequent) {
        const diag::Finding& first = *cause->first;
        out.push_back(diag::finding(message::conform_cause, {},
                                    {std::to_string(cause->findings), std::to_string(cause->cases.size()),
                                     diag::row(first.message).id,
                                     diag::item_label(first.name, first.item) +
                                         diag::sentence(first.message, first.args, language)}));
    }
    return out;
}

} // namespace renkei::conform
