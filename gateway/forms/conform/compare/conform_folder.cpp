#include "gateway/forms/conform/compare/conform_folder.h"

#include "gateway/core/base/file.h"
#include "gateway/forms/catalogue/catalogue.h"
#include "gateway/forms/conform/documents/resource_elements.h"
#include "gateway/forms/record/name/file_name.h"
#include "gateway/forms/service/validation.h"
#include "generated/messages/conform.h"
#include "generated/messages/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace renkei::conform {
namespace {

constexpr std::array<std::string_view, 5> result_endings{".json", ".ndjson", ".xml", ".csv", ".CSV"};
constexpr std::array<std::string_view, 2> error_severities{"error", "fatal"};

void cannot_be_known(CaseResult& given, const fs::path& file, diag::Error why) {
    given.is_known = false;
    given.name = file.string();
    why.where.file = file.string();
    given.why.add(std::move(why));
}

std::string_view trimmed_line(std::string_view line) {
    const std::size_t first = line.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view()
                                           : line.substr(first, line.find_last_not_of(" \t\r\n") - first + 1);
}

void crashed(CaseResult& given, const fs::path& file, std::string what) {
    given.answer = ReportedVerdict::crashed;
    given.why.add(message::conform_crashed, {.file = file.string()}, {std::move(what)});
}

// Reads the verdict from an OperationOutcome, which must be valid FHIR.
void read_outcome(EvaluationTools tools, const fs::path& file, const std::string& bytes, CaseResult& given) {
    validate::ValidationOptions options;
    options.best_practice = validate::BestPractice::ignore;
    options.least = diag::Severity::error;
    const auto tree = tools.validation.read(bytes);
    if (!tree) {
        return cannot_be_known(given, file, tree.error());
    }
    const Tree& read = **tree;
    const NodeId type = read[Tree::root].is_object() ? read.child(Tree::root, "resourceType") : json::no_node;
    if (type == json::no_node || read.text(type) != "OperationOutcome") {
        return cannot_be_known(given, file, diag::finding(message::conform_answer_wrong, {}));
    }
    diag::Report wrong;
    tools.validation.validate(options, wrong);
    if (!wrong.empty()) {
        return cannot_be_known(given, file, wrong.findings().front());
    }
    given.answer = ReportedVerdict::accepted;
    for (const NodeId issue : read.items(read.child(Tree::root, "issue"))) {
        const std::string_view code = text_of(read, issue, "code");
        if (std::ranges::find(error_severities, text_of(read, issue, "severity")) == error_severities.end()) {
            continue;
        }
        if (!is_failure_code(code)) {
            given.answer = ReportedVerdict::refused;
        } else if (given.answer == ReportedVerdict::accepted) {
            crashed(given, file, fmt::format("OperationOutcome.issue.code {}", code));
        }
    }
    if (given.answer == ReportedVerdict::refused) {
        given.why = diag::Report();
        given.why.add(message::conform_refused, {.file = file.string()}, {"OperationOutcome"});
    }
}

void read_words(const fs::path& file, std::string_view text, CaseResult& given) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view word = trimmed_line(text.substr(0, end));
    const std::string_view reason = trimmed_line(text.substr(end));
    const std::optional<std::string> failure = failure_in(reason);
    if (word == "accepted") {
        given.answer = ReportedVerdict::accepted;
    } else if (word == "crashed" || (word == "refused" && failure)) {
        crashed(given, file, failure ? *failure : std::string(reason.substr(0, reason.find('\n'))));
    } else if (word == "refused" && !reason.empty()) {
        given.answer = ReportedVerdict::refused;
        given.why.add(message::conform_refused, {.file = file.string()},
                      {std::string(reason.substr(0, reason.find('\n')))});
    } else {
        cannot_be_known(given, file, diag::finding(message::conform_answer_wrong, {}));
    }
}

} // namespace

void ResultFolder::read_answer(const ConformCase& about, CaseResult& given) const {
    const fs::path outcome = folder_ / (about.id + ".outcome.json");
    const fs::path words = folder_ / (about.id + ".answer.txt");
    std::error_code none;
    const bool has_outcome = fs::exists(outcome, none);
    const fs::path& file = has_outcome ? outcome : words;
    if (!has_outcome && !fs::exists(words, none)) {
        return;
    }
    given.name = given.name.empty() ? file.string() : given.name;
    const diag::Result<std::string> bytes = base::read_file(file);
    if (!bytes) {
        cannot_be_known(given, file, bytes.error());
    } else if (has_outcome) {
        read_outcome(tools_, file, *bytes, given);
    } else {
        read_words(file, *bytes, given);
    }
}

// The names of the files that are accepted as the result of a case, for messages.
std::string ResultFolder::wanted(const ConformCase& about) const {
    const std::string base = (folder_ / about.id).string();
    if (about.verdict == ExpectedVerdict::refused || about.direction == CaseDirection::check) {
        return base + ".outcome.json, " + base + ".answer.txt";
    }
    const mapping::Plan* plan = tools_.workspace.catalogue().find(about.form);
    const form::Syntax* syntax = plan == nullptr ? nullptr : plan->form().syntax(about.syntax);
    const bool is_csv = about.direction == CaseDirection::backward && syntax != nullptr &&
                        syntax->kind != form::SyntaxKind::json;
    if (is_csv && record::has_items_in_name(plan->form(), *syntax)) {
        return base + "/" + record::file_name_pattern(plan->form(), *syntax);
    }
    return base + (is_csv ? ".csv" : ".json");
}

namespace {

// A result whose file name contains items must be the only file of a folder named after the case.
std::optional<fs::path> only_file_of(const fs::path& folder) {
    std::optional<fs::path> out;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        if (out) {
            return std::nullopt;
        }
        out = at->path();
    }
    return out;
}

} // namespace

CaseResult ResultFolder::of(const ConformCase& about) {
    CaseResult out;
    std::vector<fs::path> paths;
    for (const std::string_view ending : result_endings) {
        paths.push_back(folder_ / (about.id + std::string(ending)));
    }
    if (std::optional<fs::path> named = only_file_of(folder_ / about.id)) {
        paths.push_back(*std::move(named));
    }
    for (const fs::path& path : paths) {
        if (std::error_code none; !fs::exists(path, none)) {
            continue;
        }
        out.name = path.string();
        diag::Result<service::Input> read = service::read_input(path);
        if (!read) {
            cannot_be_known(out, path, read.error());
            return out;
        }
        out.result = std::move(*read);
        break;
    }
    read_answer(about, out);
    if (out.is_known && !out.result && out.answer == ReportedVerdict::none) {
        out.why.add(message::conform_missing, {}, {wanted(about)});
    }
    return out;
}

} // namespace renkei::conform
