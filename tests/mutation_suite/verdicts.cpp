#include "tests/mutation_suite/verdicts.h"

#include "gateway/core/base/filesystem.h"

#include <fmt/format.h>

#include <fstream>

namespace renkei::mutation {
namespace {

constexpr std::string_view header = "#";

std::map<std::string, VerdictRow> verdicts_in(const fs::path& file) {
    std::map<std::string, VerdictRow> out;
    for (const auto& row : rows_of(file)) {
        out[row.at(0)] = {row.at(1) == "error", row.size() > 2 ? row[2] : ""};
    }
    return out;
}

std::map<std::string, Reason> reasons_in(const fs::path& file, std::vector<std::string>& faults) {
    std::map<std::string, Reason> out;
    for (const auto& row : rows_of(file)) {
        if (row.size() != 4 || (row[1] != "ours" && row[1] != "open") || !row[2].starts_with("http")) {
            faults.push_back(fmt::format(
                "reasons.tsv: '{}': expected: reason, ours or open, address of a paragraph, why", row[0]));
            continue;
        }
        out[row[0]] = {row[1], row[2], row[3]};
    }
    return out;
}

std::string one_difference(const CaseRow& row, const VerdictRow& ours, const VerdictRow& theirs) {
    return fmt::format("{}\t{}\n    ours:   {}\n    theirs: {}", row.file, row.name(),
                       ours.has_error ? ours.errors : "valid", theirs.has_error ? theirs.errors : "valid");
}

} // namespace

std::vector<std::vector<std::string>> rows_of(const fs::path& file) {
    std::vector<std::vector<std::string>> out;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.starts_with(header)) {
            continue;
        }
        std::vector<std::string>& row = out.emplace_back();
        std::size_t from = 0;
        for (std::size_t tab = line.find('\t'); tab != std::string::npos; tab = line.find('\t', from)) {
            row.push_back(line.substr(from, tab - from));
            from = tab + 1;
        }
        row.push_back(line.substr(from));
    }
    return out;
}

std::set<std::string> disputed_documents(const fs::path& lists) {
    std::set<std::string> out;
    for (const auto& row : rows_of(lists / "known_differences.tsv")) {
        if (row.size() == 4 && row[2].empty()) {
            out.insert(row[1]);
        }
    }
    return out;
}

Comparison compare(const fs::path& folder, const fs::path& lists) {
    Comparison out;
    const auto ours = verdicts_in(folder / "ours.tsv");
    const auto theirs = verdicts_in(folder / "theirs.tsv");
    const auto reasons = reasons_in(lists / "reasons.tsv", out.faults);
    std::map<std::string, std::string> known; // name of a case → reason
    for (const auto& row : rows_of(lists / "known_differences.tsv")) {
        if (row.size() != 4 || !reasons.contains(row[0])) {
            out.faults.push_back(fmt::format(
                "known_differences.tsv: '{}': expected: a reason of reasons.tsv, document, kind, path",
                row[0]));
            continue;
        }
        known[row[1] + '\t' + row[2] + '\t' + row[3]] = row[0];
    }
    std::vector<CaseRow> cases;
    std::set<std::string> disputed; // documents about which the two do not agree even as they are
    for (const auto& row : rows_of(folder / "cases.tsv")) {
        cases.push_back({row.at(0), row.at(1), row.at(2), row.at(3)});
        const CaseRow& one = cases.back();
        if (!ours.contains(one.file) || !theirs.contains(one.file)) {
            out.faults.push_back(fmt::format("{} ({}): has not two verdicts", one.file, one.name()));
            cases.pop_back();
        } else if (one.kind.empty() && ours.at(one.file).has_error != theirs.at(one.file).has_error) {
            disputed.insert(one.original);
        }
    }
    for (const CaseRow& one : cases) {
        const bool agrees = ours.at(one.file).has_error == theirs.at(one.file).has_error;
        if (!one.kind.empty()) {
            if (disputed.contains(one.original)) {
                continue;
            }
            ++out.compared;
            out.agreed += agrees ? 1U : 0U;
        }
        const auto listed = known.extract(one.name());
        if (agrees && listed) {
            out.faults.push_back(
                fmt::format("listed as '{}', but the verdicts agree: {}", listed.mapped(), one.name()));
        } else if (!agrees && !listed) {
            out.faults.push_back("not listed: " +
                                 one_difference(one, ours.at(one.file), theirs.at(one.file)));
        } else if (listed) {
            ++out.by_reason[listed.mapped()];
        }
    }
    for (const auto& [name, reason] : known) {
        out.faults.push_back(fmt::format("listed as '{}', but there is no such case: {}", reason, name));
    }
    for (const auto& [name, reason] : reasons) {
        if (!out.by_reason.contains(name)) {
            out.faults.push_back(fmt::format("reasons.tsv: no difference has the reason '{}'", name));
        }
    }
    return out;
}

} // namespace renkei::mutation
